import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { isAlive } from '../servers/is-alive.ts';
import { percentile } from '../stats/percentile.ts';
import type { StreamSamples } from '../stats/record.ts';
import { summarize } from '../stats/summary.ts';
import { type BenchRun, startBench } from './bench-process.ts';
import { descendants, stillAlive } from './process-tree.ts';
import { scriptedServer } from './scripted-process.ts';

/**
 * A record, its summary, and figures straight from its columns: on a machine that is too noisy the gates rightly leave trials
 * out of the summary, and what is tested here holds for them all the same.
 */
async function findingsOf(run: BenchRun) {
  const record = await run.record();
  const { quietMs, loadMs } = record.scenario;
  const waitsMs = (targetName: string, streamName: string): Float64Array => {
    const streams = record.trials
      .filter((trial) => trial.targetName === targetName)
      .flatMap((trial) => trial.streams.filter((stream) => stream.streamName === streamName));
    const underLoad = streams.flatMap(({ dueAtMs, latencyMs }) =>
      latencyMs.filter((_, index) => (dueAtMs[index] ?? 0) >= quietMs && (dueAtMs[index] ?? 0) < quietMs + loadMs),
    );
    return Float64Array.from(underLoad).sort();
  };
  const waitMs = (targetName: string, streamName: string, share: number): number =>
    percentile(waitsMs(targetName, streamName), share);
  return { record, summary: summarize(record), waitsMs, waitMs };
}

/** Clocks are read a few microseconds before or after what they time. */
const CLOCK_SLACK_MS = 0.1;

/** Stamped requests whose moments do not follow each other. */
function outOfOrder(stream: StreamSamples): unknown[] {
  const { sentAtMs, arrivedAtMs = [], startedAtMs = [], finishedAtMs = [], dueAtMs, latencyMs } = stream;
  return arrivedAtMs.flatMap((arrivedMs, index) => {
    const answeredMs = (dueAtMs[index] ?? 0) + (latencyMs[index] ?? 0);
    const moments = [sentAtMs[index], arrivedMs, startedAtMs[index], finishedAtMs[index], answeredMs];
    const known = moments.filter((moment) => typeof moment === 'number');
    const isOrdered = known.every((moment, place) => moment >= (known[place - 1] ?? -Infinity) - CLOCK_SLACK_MS);
    return isOrdered ? [] : [{ streamName: stream.streamName, moments }];
  });
}

test(
  'a short run compares strategies, and the blocked neighbours are the ones who wait',
  { timeout: 120_000 },
  async () => {
    const argv = '--strategy blocking,thread-pool --rounds 2 --duration 2 --clients 6 --seed 7 --json'.split(' ');
    const run = await startBench(argv);
    await run.endsWith(0);
    const { record, summary, waitMs } = await findingsOf(run);
    expect(record).toMatchObject({ status: 'complete', seed: 7 });
    expect(record.calibration?.durationMs.mean).toBeGreaterThan(0);
    expect(record.trials.map(({ status }) => status)).toEqual(['valid', 'valid', 'valid', 'valid']);
    const p90 = (target: string, name: string): number => waitMs(target, name, 0.9);
    // Six tasks of tens of milliseconds stand before a neighbour of the one, none before a neighbour of the other.
    expect(p90('blocking', 'neighbour-warm')).toBeGreaterThan(5 * p90('thread-pool', 'neighbour-warm'));
    expect(p90('blocking', 'neighbour-cold')).toBeGreaterThan(p90('blocking', 'neighbour-warm'));

    const printed = JSON.parse(run.stdout()) as { verdict: string; cells: { target: string; stream: string }[] };
    expect(printed.verdict).toBe(summary.verdict);
    expect(printed.verdict).toMatch(/blocking/);
    expect(
      printed.cells.map(({ target, stream: name }) => `${target}/${name}`).toSorted((a, b) => a.localeCompare(b)),
    ).toEqual(
      ['blocking', 'thread-pool'].flatMap((target) =>
        ['heavy', 'neighbour-cold', 'neighbour-warm'].map((name) => `${target}/${name}`),
      ),
    );
    // One clock in all processes and threads: nothing arrives before it was sent, nor is answered before it was done.
    const disorder = record.trials.flatMap(({ streams }) => streams.flatMap(outOfOrder));
    expect(disorder).toEqual([]);
    expect(run.stderr()).toContain('2 targets x 2 rounds');
    expect(run.stderr()).toContain('4/4');
    await expect.poll(() => stillAlive(record.trials)).toEqual([]);
  },
);

describe('known answers of measurement.md, section 8', () => {
  test('a loop that stalls 200 ms of each 1000 ms: p90 100, p99 190, max 200', { timeout: 120_000 }, async () => {
    const target = await scriptedServer('stall');
    const argv = `--strategy none --target stall=${target} --clients 0 --rounds 1 --duration 15 --neighbour-rate 200`;
    const run = await startBench(argv.split(' '));
    await run.endsWith(0);
    const { waitMs } = await findingsOf(run);
    const wait = (share: number): number => waitMs('stall', 'neighbour-warm', share);
    expect(wait(0.5)).toBeLessThan(50);
    expect(wait(0.9)).toBeGreaterThan(60);
    expect(wait(0.9)).toBeLessThan(150);
    expect(wait(0.99)).toBeGreaterThan(165);
    expect(wait(0.99)).toBeLessThan(240);
    expect(wait(1)).toBeGreaterThan(180);
  });

  test(
    '10 clients of a blocking server of 10 ms: 100 per second, each waits 100 ms, cold neighbours more than warm',
    { timeout: 120_000 },
    async () => {
      const target = await scriptedServer('serve');
      const argv = `--strategy none --target serve=${target} --clients 10 --rounds 1 --duration 8 --task spin --task-ms 10 --no-verify`;
      const run = await startBench(argv.split(' '));
      await run.endsWith(0);
      const { record, waitMs, waitsMs } = await findingsOf(run);
      const heavyMs = waitMs('serve', 'heavy', 0.5);
      const perSecond = waitsMs('serve', 'heavy').length / (record.scenario.loadMs / 1_000);
      // Fewer where other programs have a part of the cores.
      expect(perSecond).toBeGreaterThan(50);
      // Those under way at the end are among them.
      expect(perSecond).toBeLessThanOrEqual(103);
      // Little's law holds whatever else the machine does: N = X R.
      expect((perSecond * heavyMs) / 1_000).toBeGreaterThan(8);
      expect((perSecond * heavyMs) / 1_000).toBeLessThan(12);
      expect(waitMs('serve', 'neighbour-warm', 0.5)).toBeGreaterThan(80);
      expect(waitMs('serve', 'neighbour-cold', 0.5)).toBeGreaterThan(waitMs('serve', 'neighbour-warm', 0.5));
    },
  );
});

/** A run whose first trial is in its load phase, and the server process under test. */
async function runUnderLoad(argv: string): Promise<{ run: BenchRun; serverId: number }> {
  const run = await startBench(argv.split(' '));
  let serverIds: number[] = [];
  const look = async (): Promise<number> => {
    serverIds = await descendants(run.child.pid ?? 0, 'servers/main.ts');
    return serverIds.length;
  };
  await expect.poll(look, { timeout: 30_000, interval: 100 }).toBeGreaterThan(0);
  // Start, warm-up and quiet take about two seconds, and more on a busy machine; the load then goes on for long.
  await delay(6_000);
  return { run, serverId: serverIds[0] ?? 0 };
}

describe('whatever dies in mid-trial', () => {
  test('a killed server voids its trial with the reason, and the run goes on', { timeout: 120_000 }, async () => {
    const { run, serverId } = await runUnderLoad(
      '--strategy blocking,thread-pool --rounds 1 --duration 10 --clients 2',
    );
    process.kill(serverId, 'SIGKILL');
    await run.endsWith(5);
    const { record } = await findingsOf(run);
    expect(record.trials.map(({ status }) => status)).toEqual(['void', 'valid']);
    const [dead] = record.trials;
    expect(dead?.voidReason).toMatchObject({ code: 'ERR_SERVER_EXITED', message: expect.stringContaining('SIGKILL') });
    // What was measured until then is kept.
    expect(dead?.streams.map(({ streamName }) => streamName)).toContain('neighbour-warm');
    expect(run.stdout()).toContain('ERR_SERVER_EXITED');
    await expect.poll(() => stillAlive(record.trials)).toEqual([]);
  });

  test('a killed worker of a cluster voids its trial as well', { timeout: 120_000 }, async () => {
    const { run, serverId } = await runUnderLoad('--strategy cluster --workers 2 --rounds 1 --duration 10 --clients 2');
    const [workerId] = await descendants(serverId, 'servers/main.ts');
    process.kill(workerId ?? 0, 'SIGKILL');
    await run.endsWith(5);
    const { record } = await findingsOf(run);
    expect(record.trials[0]?.voidReason).toMatchObject({
      code: 'ERR_SERVER_EXITED',
      message: expect.stringContaining(String(workerId)),
    });
    await expect.poll(() => stillAlive(record.trials)).toEqual([]);
  });

  test('a killed load generator voids its trial as well', { timeout: 120_000 }, async () => {
    const { run } = await runUnderLoad('--strategy blocking --rounds 1 --duration 10 --clients 2');
    const [senderId] = await descendants(run.child.pid ?? 0, 'bench/sender/load-open.ts');
    process.kill(senderId ?? 0, 'SIGKILL');
    await run.endsWith(5);
    expect((await run.record()).trials[0]?.voidReason).toMatchObject({ code: 'ERR_SENDER_EXITED' });
  });

  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s leaves a partial record, a report and no process',
    { timeout: 120_000 },
    async (signal) => {
      const { run } = await runUnderLoad('--strategy blocking,thread-pool --rounds 5 --duration 10 --clients 2');
      const children = await descendants(run.child.pid ?? 0, '.ts');
      run.child.kill(signal);
      await run.endsWith(130);
      const { record } = await findingsOf(run);
      expect(record).toMatchObject({ status: 'partial', partialReason: expect.stringContaining(signal) });
      expect(record.trials.at(-1)).toMatchObject({ status: 'void', voidReason: { code: 'ERR_INTERRUPTED' } });
      expect(run.stdout()).toContain('WARN_PARTIAL');
      await expect.poll(() => children.filter(isAlive)).toEqual([]);
    },
  );

  test('kill -9 of the harness itself leaves a valid partial record and no process', { timeout: 120_000 }, async () => {
    const { run } = await runUnderLoad('--strategy cluster,thread-pool --rounds 5 --duration 10 --clients 2');
    const children = await descendants(run.child.pid ?? 0, '.ts');
    expect(children.length).toBeGreaterThan(2);
    run.child.kill('SIGKILL');
    await run.ended;
    expect((await run.record()).status).toBe('partial');
    await expect.poll(() => children.filter(isAlive), { timeout: 10_000 }).toEqual([]);
  });
});

describe('targets that cannot be believed', () => {
  test('a wrong answer voids the trial before it starts', { timeout: 60_000 }, async () => {
    const target = await scriptedServer('lie');
    const run = await startBench(
      `--strategy none --target liar=${target} --rounds 1 --duration 1 --task spin --task-ms 5`.split(' '),
    );
    await run.endsWith(5);
    expect((await run.record()).trials[0]?.voidReason).toMatchObject({
      code: 'ERR_ANSWER_WRONG',
      message: expect.stringContaining('{"digest":0}'),
    });
  });

  test(
    'a server that closes each connection after its reply desynchronises autocannon, which voids the trial',
    { timeout: 60_000 },
    async () => {
      const target = await scriptedServer('close');
      const argv = `--strategy none --target closer=${target} --rounds 1 --duration 1 --task spin --task-ms 5 --no-verify`;
      const run = await startBench(argv.split(' '));
      await run.endsWith(5);
      expect((await run.record()).trials[0]?.voidReason?.code).toMatch(/^ERR_LOAD_(?:DESYNC|CONSERVATION)$/);
    },
  );
});

describe('bad input ends with code 2, one clear error and no stack trace', () => {
  test.each([
    { argv: '--strategy clster', code: 'ERR_STRATEGY_UNKNOWN', says: 'thread-pool' },
    { argv: '--rounds 0', code: 'ERR_USAGE', says: '--rounds' },
    { argv: '--task spin --input {"iterations":1e15}', code: 'ERR_TASK_INPUT', says: 'iterations' },
    {
      argv: '--strategy none --target mine=http://127.0.0.1:9',
      code: 'ERR_TARGET_UNREACHABLE',
      says: 'http://127.0.0.1:9',
    },
    { argv: '--task csv-report --task-ms 5 --rounds 1', code: 'ERR_TASK_INPUT', says: 'csv-report' },
  ])('$argv', async ({ argv, code, says }) => {
    const run = await startBench(argv.split(' '));
    await run.endsWith(2);
    expect(run.stderr()).toContain(`${code}: `);
    expect(run.stderr()).toContain(says);
    expect(run.stderr()).not.toMatch(/^\s+at /m);
    expect(run.stdout()).toBe('');
  });

  test('npm run serve on a port in use', async () => {
    const holder = createServer();
    onTestFinished(() => void holder.close());
    holder.listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as { port: number };
    const child = spawn(process.execPath, [
      fileURLToPath(new URL('../servers/main.ts', import.meta.url)),
      '--port',
      String(port),
    ]);
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
    const [exitCode] = (await once(child, 'close')) as [number];
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`ERR_PORT_IN_USE: Cannot listen on 127.0.0.1:${port}`);
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});
