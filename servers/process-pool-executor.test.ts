import process from 'node:process';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { descendants } from '../tests/process-tree.ts';
import { isAlive } from './is-alive.ts';
import { processPoolExecutor } from './process-pool-executor.ts';
import type { Executor } from './runners.ts';
import type { Job } from './strategy.ts';
import { type TelemetrySample, startTelemetry } from './telemetry.ts';

const STAYING = new AbortController().signal;
const spin = (iterations: number): Job => ({ id: 'job', taskName: 'spin', input: { iterations } });
/** Some seconds: long enough that nobody waits for it by accident. */
const LONG = spin(2_000_000_000);
const poolIds = async (): Promise<number[]> => descendants(process.pid, 'pool-process.ts');

/** The processes that samples like these tell of. */
function toldIds(isLike: (sample: TelemetrySample) => boolean): Set<number> {
  const samples: TelemetrySample[] = [];
  startTelemetry((sample) => samples.push(sample))[Symbol.dispose]();
  return new Set(
    samples.filter((sample) => sample.processId !== process.pid && isLike(sample)).map(({ processId }) => processId),
  );
}

describe('processPoolExecutor(2)', () => {
  let executor: Executor;
  beforeAll(async () => {
    executor = await processPoolExecutor(2);
  });
  afterAll(async () => executor[Symbol.asyncDispose]());

  test('has its processes before it is given a job', async () => {
    expect(await poolIds()).toHaveLength(2);
  });

  test('tells of each process', async () => {
    expect(toldIds(({ rssBytes }) => rssBytes > 1e6)).toEqual(new Set(await poolIds()));
  });

  test('loses no job, and no process for long, when all its idle processes were killed', async () => {
    const killedIds = await poolIds();
    for (const id of killedIds) process.kill(id, 'SIGKILL');
    await expect.poll(() => killedIds.filter(isAlive)).toEqual([]);
    const runs = await Promise.all([spin(1), spin(1)].map(async (job) => executor.execute(job, STAYING)));
    expect(runs.map(({ output }) => output)).toEqual([{ digest: 723_471_715 }, { digest: 723_471_715 }]);
    const ids = await poolIds();
    expect(ids).toHaveLength(2);
    expect(ids.filter((id) => killedIds.includes(id))).toEqual([]);
    // Their memory no longer counts.
    expect(toldIds(({ rssBytes }) => rssBytes === 0)).toEqual(new Set(killedIds));
  });

  test('a job that is stopped as soon as it was given ends its process, and the others go on', async () => {
    const leaving = new AbortController();
    const stopped = executor.execute(LONG, leaving.signal);
    const other = executor.execute(spin(50_000_000), STAYING);
    leaving.abort();
    await expect(stopped).rejects.toMatchObject({
      code: 'ERR_TASK_FAILED',
      message: 'The process that ran the task ended: signal SIGKILL',
    });
    await expect(other).resolves.toMatchObject({ output: { digest: 39_188_372 } });
    await expect.poll(poolIds).toHaveLength(2);
  });

  test('does nothing for a signal that has aborted', async () => {
    await expect(executor.execute(LONG, AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
  });
});

test('disposal ends every process, also in the middle of a job, and begins no other', async () => {
  const executor = await processPoolExecutor(2);
  const ids = await poolIds();
  const running = executor.execute(LONG, STAYING).catch((error: unknown) => error);
  process.kill(ids[1] ?? 0, 'SIGKILL');
  await executor[Symbol.asyncDispose]();
  await expect(running).resolves.toBeInstanceOf(Error);
  await expect.poll(poolIds).toEqual([]);
  await expect(executor.execute(LONG, STAYING)).rejects.toMatchObject({ code: 'ERR_TASK_FAILED' });
});

test('processPoolExecutor() says why its processes cannot start, and leaves none', async () => {
  vi.stubEnv('NODE_OPTIONS', '--import=data:text/javascript,process.exit(7)');
  onTestFinished(() => void vi.unstubAllEnvs());
  await expect(processPoolExecutor(2)).rejects.toMatchObject({
    code: 'ERR_SERVER_START',
    message: 'Cannot start the pool as one of its processes ended: exit code 7',
  });
  await expect.poll(poolIds).toEqual([]);
});
