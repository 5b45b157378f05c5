import { fork } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import process from 'node:process';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { HarnessError } from '../servers/errors.ts';
import { isAlive } from '../servers/is-alive.ts';
import { ANSWER_RULES } from '../stats/known-answers.ts';
import type { SelfTest, Setup } from '../stats/record.ts';
import { descendants } from '../tests/process-tree.ts';
import { runSelfTest } from './self-test.ts';
import { findMeans } from './setup.ts';

const SHARED: Setup = {
  senderMode: 'thrifty',
  serverCores: null,
  senderCores: null,
  serverCoreCount: availableParallelism(),
  isShared: true,
  loadNiceness: 0,
};
const never = new AbortController().signal;

/** Starts the command, and kills it when the test has ended for any reason. */
function startSelfTest(...args: string[]) {
  const child = fork(new URL('selftest-main.ts', import.meta.url), args, { execArgv: [], silent: true });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

const measuredOf = ({ answers }: SelfTest, wanted: string): number =>
  answers.find(({ name }) => name === wanted)?.measured ?? Number.NaN;

test('the short form measures every known answer, and a stall shows where it is', async () => {
  const stages: string[] = [];
  const result = await runSelfTest({
    form: 'short',
    setup: SHARED,
    signal: never,
    onStage: (title) => stages.push(title),
  });
  expect(stages).toHaveLength(3);
  expect(result.form).toBe('short');
  expect(result.answers.map(({ name }) => name)).toEqual(Object.keys(ANSWER_RULES));
  expect(result.answers.filter(({ measured }) => measured === null)).toEqual([]);
  // A machine that others use may fail it; then it must say why.
  expect(result.diagnosis.length > 0).toBe(!result.isPassed);
  expect(result.isPassed).toBe(result.answers.every(({ isPassed }) => isPassed));
  // What a closed loop would not have seen: 50 ms of each 250 ms.
  expect(measuredOf(result, 'stall-p99')).toBeGreaterThan(0.8 * 47.5);
  expect(measuredOf(result, 'closed-little')).toBeGreaterThan(0.5);
});

describe('a referee that is broken on purpose is not trusted, and says why', () => {
  test('when its sender stands still', async () => {
    const child = startSelfTest('--short', '--json', '--break', 'sender-stall');
    const [printed, [code]] = await Promise.all([text(child.stdout ?? Readable.from([])), once(child, 'exit')]);
    expect(code).toBe(4);
    const result = JSON.parse(printed) as SelfTest;
    expect(result.isPassed).toBe(false);
    // Without a core of its own, nobody can tell whether its loop stood still for itself or for others.
    const hasCore = measuredOf(result, 'core-share-sender') >= 0.5;
    expect(result.diagnosis.join('\n')).toMatch(hasCore ? /^The sender was blocked/m : /^Another program used/m);
  });

  test('when other programs take the cores', async () => {
    const result = await runSelfTest({ form: 'short', setup: SHARED, signal: never, fault: 'cpu-hog' });
    expect(result.isPassed).toBe(false);
    expect(result.diagnosis.join('\n')).toMatch(/^Another program used .* of the sender's core/m);
    expect(result.diagnosis.join('\n')).not.toContain('The sender was blocked');
    expect((await descendants(process.pid, 'bench/')).length).toBe(0);
  });
});

test.skipIf(!(await findMeans()).hasTaskset)(
  'a process that cannot start is a failed self-test with its reason',
  async () => {
    const setup = { ...SHARED, serverCores: '9999' };
    const result = await runSelfTest({ form: 'short', setup, signal: never });
    expect(result.isPassed).toBe(false);
    expect(result.answers.every(({ measured }) => measured === null)).toBe(true);
    expect(result.diagnosis.join('\n')).toContain("The self-test's own server ended early");
  },
);

test.each([
  {
    file: 'scripted-server.ts',
    signal: 'SIGKILL',
    reason: /own server ended early: signal SIGKILL|connection was lost/,
  },
  { file: 'load-open.ts', signal: 'SIGKILL', reason: /A load generator ended early: signal SIGKILL/ },
  { file: 'scripted-server.ts', signal: 'SIGSTOP', reason: /A busy process did not end within/ },
] as const)(
  '$signal to $file in the middle is a failed self-test with its reason',
  async ({ file, signal, reason }) => {
    const found: Promise<number[]>[] = [];
    const hit = async (): Promise<number[]> => {
      const ids = await descendants(process.pid, file);
      for (const id of ids) process.kill(id, signal);
      return ids;
    };
    const onStage = (): void => void (found.length === 0 && found.push(hit()));
    const result = await runSelfTest({ form: 'short', setup: SHARED, signal: never, onStage });
    expect(result.isPassed).toBe(false);
    expect(result.diagnosis[0]).toMatch(/^The self-test could not go on: /);
    expect(result.diagnosis[0]).toMatch(reason);
    const [ids = []] = await Promise.all(found);
    expect(ids.length).toBeGreaterThan(0);
    await vi.waitFor(() => expect(ids.filter((id) => isAlive(id))).toEqual([]), { timeout: 10_000 });
  },
);

test('an interrupted self-test throws the reason', async () => {
  const interruption = new AbortController();
  const reason = new HarnessError('ERR_INTERRUPTED', 'The self-test was ended by SIGINT');
  const running = runSelfTest({
    form: 'short',
    setup: SHARED,
    signal: interruption.signal,
    onStage: () => interruption.abort(reason),
  });
  await expect(running).rejects.toBe(reason);
});

test('Ctrl-C ends the command and all its processes', async () => {
  const child = startSelfTest();
  await vi.waitFor(async () => expect((await descendants(child.pid ?? 0, 'bench/')).length).toBeGreaterThan(4), {
    timeout: 20_000,
  });
  const started = await descendants(child.pid ?? 0, 'bench/');
  child.kill('SIGINT');
  const [code] = await once(child, 'exit');
  expect(code).toBe(130);
  await vi.waitFor(() => expect(started.filter((one) => isAlive(one))).toEqual([]), { timeout: 10_000 });
});

test('an unknown fault is refused', async () => {
  const child = startSelfTest('--break', 'everything');
  const [told, [code]] = await Promise.all([text(child.stderr ?? Readable.from([])), once(child, 'exit')]);
  expect(code).toBe(2);
  expect(told).toContain('ERR_USAGE');
});
