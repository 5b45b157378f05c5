import { Value } from 'typebox/value';
import { describe, expect, test } from 'vitest';
import { burst } from '../scenarios/burst.ts';
import { strategyNames } from '../servers/strategies/index.ts';
import { RunRecordSchema } from '../stats/record.ts';
import { configure } from './configuration.ts';
import { readBenchOptions } from './options.ts';
import { planText } from './plan-text.ts';

const configured = async (...argv: string[]) => configure(readBenchOptions(argv), 2);
const heavyStream = ({ scenario }: Awaited<ReturnType<typeof configured>>) =>
  scenario.streams.find(({ name }) => name === 'heavy');

const targetNames = ({ targets }: Awaited<ReturnType<typeof configured>>) => targets.map(({ name }) => name);

test('without flags, a telling few strategies meet the scenario’s own task with its default input', async () => {
  const configuration = await configured();
  expect(targetNames(configuration)).toEqual([
    'blocking',
    'thread-pool',
    'process-pool',
    'background-pool',
    'cluster',
    'job-queue',
  ]);
  expect(configuration.heavy?.task.name).toBe('csv-report');
  expect(heavyStream(configuration)?.ask).toEqual({
    kind: 'task',
    taskName: 'csv-report',
    input: configuration.heavy?.task.defaultInput,
  });
});

test('flags change the scenario, and win over --quick', async () => {
  const argv = '--quick --rounds 9 --duration 7 --clients 3 --neighbour-rate 40'.split(' ');
  const { scenario } = await configured(...argv);
  expect(scenario).toMatchObject({ roundCount: 9, loadMs: 7_000 });
  expect(scenario.streams.map(({ load }) => load)).toMatchObject([
    { clientCount: 3 },
    { arrivalsPerSecond: 40 },
    { arrivalsPerSecond: 40 },
  ]);
});

test('--task, --input and --task-ms name the work', async () => {
  const { heavy } = await configured('--task', 'spin', '--input', '{"iterations": 5}', '--task-ms', '20');
  expect(heavy).toMatchObject({ task: { name: 'spin' }, input: { iterations: 5 }, taskMs: 20 });
});

test('a task whose cost is a number is made to last as long as the scenario asks, unless its input was typed', async () => {
  expect((await configured('--task', 'spin')).heavy).toMatchObject({ taskMs: 100 });
  expect((await configured('--task', 'spin', '--input', '{"iterations": 5}')).heavy).toMatchObject({ taskMs: null });
  expect((await configured()).heavy).toMatchObject({ taskMs: null });
});

test.each([{ argv: [] }, { argv: ['--clients', '0'] }, { argv: ['--task', 'spin', '--quick'] }])(
  'the scenario of $argv fits the schema of the record',
  async ({ argv }) => {
    const { scenario } = await configured(...argv);
    expect([...Value.Errors(RunRecordSchema.properties.scenario, scenario)]).toEqual([]);
  },
);

describe('levels', () => {
  const heavyLoads = async (...argv: string[]) => {
    const { scenario } = await configured(...argv);
    return (
      scenario.levels?.map((level) => ('load' in level ? level.load : level.capacityShare)) ??
      heavyStream({ scenario } as never)?.load
    );
  };

  test('come from the scenario unless a flag names the heavy load', async () => {
    expect(await heavyLoads('--scenario', 'capacity')).toMatchObject([
      { clientCount: 1 },
      { clientCount: 8 },
      { clientCount: 64 },
    ]);
    expect(await heavyLoads('--scenario', 'capacity', '--clients', '3')).toEqual({ kind: 'closed', clientCount: 3 });
    expect(await heavyLoads('--scenario', 'open-loop')).toEqual([0.5, 0.8, 0.5, 0.8]);
  });

  test('--heavy-rate makes heavy requests wait for nobody, in any scenario', async () => {
    const poisson = { kind: 'open', spacing: 'poisson' };
    expect(await heavyLoads('--heavy-rate', '12.5')).toEqual({ ...poisson, arrivalsPerSecond: 12.5 });
    expect(await heavyLoads('--heavy-rate', '10,20')).toEqual([
      { ...poisson, arrivalsPerSecond: 10 },
      { ...poisson, arrivalsPerSecond: 20 },
    ]);
  });

  test('--arrivals even spaces heavy requests and neighbours alike', async () => {
    const { scenario } = await configured('--heavy-rate', '10', '--arrivals', 'even');
    expect(scenario.streams.map(({ load }) => load.kind === 'open' && load.spacing)).toEqual(['even', 'even', 'even']);
  });
});

test('--quick leaves a burst the time that its work takes', async () => {
  const { scenario } = await configured('--quick', '--scenario', 'burst');
  expect(scenario).toMatchObject({ loadMs: burst.loadMs, recoveryMs: burst.recoveryMs, roundCount: 2 });
});

describe('--all', () => {
  const NOT_FOR_SPIN = ['native', 'thread-pool-clone', 'thread-pool-transfer', 'thread-pool-shared'];

  test('measures every strategy that can do the task, and says which cannot', async () => {
    const configuration = await configured('--all', '--task', 'spin');
    expect(targetNames(configuration)).toEqual(strategyNames.filter((name) => !NOT_FOR_SPIN.includes(name)));
    expect(configuration.leftOut).toEqual([
      'native is left out: it cannot do spin, only password-hash',
      ...NOT_FOR_SPIN.slice(1).map((name) => `${name} is left out: it cannot do spin, only auto-levels`),
    ]);
  });

  test('leaves out only those that cannot do this task, and nobody where there is no heavy work', async () => {
    const all = targetNames(await configured('--all', '--task', 'auto-levels'));
    expect(all).toEqual(strategyNames.filter((name) => name !== 'native'));
    expect(targetNames(await configured('--all', '--clients', '0'))).toEqual(strategyNames);
  });

  test('says beforehand how long it takes', async () => {
    const options = readBenchOptions(['--all', '--task', 'spin', '--no-self-test']);
    const [length, ...leftOut] = planText(await configure(options, 2), options, { kind: 'fixed' }).split('\n');
    expect(length).toMatch(
      new RegExp(
        `^neighbours: ${strategyNames.length - NOT_FOR_SPIN.length} targets x 6 rounds x [\\d.]+ s = about \\d+ min`,
      ),
    );
    expect(leftOut).toHaveLength(NOT_FOR_SPIN.length);
  });
});

test('a strategy under another name is another target', async () => {
  const { targets } = await configured('--strategy', 'first=thread-pool,thread-pool');
  expect(targets).toMatchObject([
    { name: 'first', strategyName: 'thread-pool' },
    { name: 'thread-pool', strategyName: 'thread-pool' },
  ]);
});

test('--clients 0 asks for no heavy work', async () => {
  expect((await configured('--clients', '0')).heavy).toBeNull();
});

test('--target is measured beside the strategies, or instead of them with --strategy none', async () => {
  const target = ['--target', 'mine=http://127.0.0.1:3000/some/path'];
  expect((await configured('--strategy', 'blocking', ...target)).targets).toMatchObject([
    { kind: 'strategy', name: 'blocking' },
    { kind: 'url', name: 'mine', url: 'http://127.0.0.1:3000' },
  ]);
  expect((await configured('--strategy', 'none', ...target)).targets).toHaveLength(1);
});

describe('answers bad input with a code', () => {
  test.each([
    { argv: ['--rounds', '0'], code: 'ERR_USAGE', says: 'from 1 to 1000: got "0"' },
    { argv: ['--clients', '1.5'], code: 'ERR_USAGE', says: 'got "1.5"' },
    { argv: ['--duration', '-1'], code: 'ERR_USAGE', says: '' },
    { argv: ['--input', '{oops'], code: 'ERR_USAGE', says: 'must be JSON' },
    { argv: ['--clients', '2', '--heavy-rate', '3'], code: 'ERR_USAGE', says: '--heavy-rate' },
    { argv: ['--scenario', 'burst', '--clients', '2'], code: 'ERR_USAGE', says: '--clients' },
    { argv: ['--scenario', 'long-tasks', '--heavy-rate', '2'], code: 'ERR_USAGE', says: '--heavy-rate' },
    { argv: ['--heavy-rate', '0,5'], code: 'ERR_USAGE', says: 'above 0' },
    { argv: ['--rounds', 'many'], code: 'ERR_USAGE', says: 'got "many"' },
    { argv: ['--fail-on', 'pool.neighbour-warm.p99 > 5ms'], code: 'ERR_FAIL_ON', says: 'thread-pool' },
    { argv: ['--fast'], code: 'ERR_USAGE', says: '--fast' },
    { argv: ['now'], code: 'ERR_USAGE', says: '' },
    { argv: ['--strategy', 'blocking,clster'], code: 'ERR_STRATEGY_UNKNOWN', says: 'cluster' },
    { argv: ['--strategy', 'native'], code: 'ERR_TASK_UNSUPPORTED', says: 'password-hash' },
    { argv: ['--all', '--strategy', 'blocking'], code: 'ERR_USAGE', says: '--all' },
    { argv: ['--task-timeout', '0'], code: 'ERR_USAGE', says: 'got "0"' },
    { argv: ['--scenario', 'rush'], code: 'ERR_SCENARIO_UNKNOWN', says: 'neighbours' },
    { argv: ['--task', 'nap'], code: 'ERR_TASK_UNKNOWN', says: 'csv-report' },
    { argv: ['--task', 'nap', '--clients', '0'], code: 'ERR_TASK_UNKNOWN', says: 'csv-report' },
    { argv: ['--task', 'spin', '--input', '{"iterations": 1e15}'], code: 'ERR_TASK_INPUT', says: '/iterations' },
    { argv: ['--target', 'http://127.0.0.1:1'], code: 'ERR_TARGET_NAME', says: 'NAME=http' },
    { argv: ['--target', 'a=ftp://127.0.0.1'], code: 'ERR_TARGET_NAME', says: 'ftp' },
    { argv: ['--target', 'blocking=http://127.0.0.1:1'], code: 'ERR_TARGET_NAME', says: 'blocking' },
    { argv: ['--target', 'far=http://10.0.0.1'], code: 'ERR_TARGET_REMOTE', says: '10.0.0.1' },
    { argv: ['--target', 'far=http://127.0.0.1.example.org'], code: 'ERR_TARGET_REMOTE', says: 'example.org' },
    { argv: ['--strategy', 'none'], code: 'ERR_TARGET_NONE', says: '' },
  ])('$argv: $code', async ({ argv, code, says }) => {
    const problem = await configured(...argv).catch((error: unknown) => error);
    expect(problem).toMatchObject({ code, message: expect.stringContaining(says) });
  });

  test.each(['http://127.9.9.9:1', 'http://[::1]:1', 'http://localhost:1'])('%s is a loopback address', async (url) => {
    expect((await configured('--target', `near=${url}`)).targets.at(-1)).toMatchObject({ name: 'near' });
  });

  test('--allow-remote lets a target be elsewhere', async () => {
    expect((await configured('--target', 'far=http://10.0.0.1', '--allow-remote')).targets.at(-1)).toMatchObject({
      name: 'far',
    });
  });
});

test('a scenario may be about strategies of its own: --strategy and --all say otherwise', async () => {
  expect(targetNames(await configured('--scenario', 'jobs'))).toEqual(['background', 'background-pool', 'job-queue']);
  expect(targetNames(await configured('--scenario', 'jobs', '--strategy', 'blocking'))).toEqual(['blocking']);
  expect(targetNames(await configured('--scenario', 'jobs', '--all')).length).toBeGreaterThan(10);
  expect(Object.keys((await configured('--scenario', 'jobs')).scenario)).not.toContain('strategies');
});

test('a scenario whose tasks are tiny scales them to a part of a millisecond', async () => {
  expect((await configured('--scenario', 'tiny-tasks')).heavy).toMatchObject({ task: { name: 'spin' }, taskMs: 0.2 });
});

test('what must fail keeps its own task and load, whatever flags say of the heavy work', async () => {
  const argv = '--scenario poison --task csv-report --clients 3'.split(' ');
  const { scenario, heavy } = await configured(...argv);
  expect(heavy?.task.name).toBe('csv-report');
  expect(scenario.streams.slice(0, 2)).toMatchObject([
    { name: 'heavy', ask: { taskName: 'csv-report' }, load: { kind: 'closed', clientCount: 3 } },
    {
      name: 'poison',
      ask: { taskName: 'poison', input: { kind: 'throw' } },
      load: { kind: 'open', arrivalsPerSecond: 2 },
      mustFail: true,
    },
  ]);
  const rated = await configured('--scenario', 'poison', '--heavy-rate', '5');
  expect(rated.scenario.streams.map(({ load }) => load)).toMatchObject([
    { arrivalsPerSecond: 5 },
    { arrivalsPerSecond: 2 },
    {},
  ]);
});

test('a strategy must be able to do what must fail too', async () => {
  const { leftOut } = await configured('--scenario', 'poison', '--task', 'password-hash', '--all');
  expect(leftOut).toContain('native is left out: it cannot do poison, only password-hash');
  await expect(
    configured('--scenario', 'poison', '--task', 'password-hash', '--strategy', 'native'),
  ).rejects.toMatchObject({ code: 'ERR_TASK_UNSUPPORTED' });
});
