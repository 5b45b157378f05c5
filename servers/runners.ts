import process from 'node:process';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { errorReport } from './errors.ts';
import { JobStore } from './jobs/job-store.ts';
import { keepOutputs } from './rows/row-keeper.ts';
import type { DeferredRunner, InlineRunner, Job, JobStatus, Promises, ServerEnv, TaskRun } from './strategy.ts';
import { WorkQueue } from './work-queue.ts';

/** Somewhere a task can run. Disposing it ends every thread and process that it started, and what they do. */
export interface Executor extends AsyncDisposable {
  /**
   * @param signal where it can, the executor stops the work soon after this aborts, and then rejects
   * @throws {HarnessError} ERR_TASK_FAILED
   */
  execute(job: Job, signal: AbortSignal): Promise<TaskRun>;
  /** The threads that run tasks now, for telemetry. */
  threads?(): readonly Worker[];
}

const threadsOf = (executor: Executor): Pick<InlineRunner, 'threads'> =>
  executor.threads === undefined ? {} : { threads: () => executor.threads?.() ?? [] };

/** Clients wait for the executor's answer, behind the one queue. @param slotCount how many tasks may run at once */
export function inlineRunner(executor: Executor, env: ServerEnv, slotCount = env.workerCount): InlineRunner {
  const queue = new WorkQueue({ ...env, slotCount });
  return {
    run: async (job, signal) => queue.run(signal, async (stop) => executor.execute(job, stop)),
    gauges: () => queue.gauges(),
    ...threadsOf(executor),
    [Symbol.asyncDispose]: async () => executor[Symbol.asyncDispose](),
  };
}

/** Jobs under way may end within this time when the server stops; the others are told as lost. */
const DRAIN_MS = 2_000;
const DRAIN_CHECK_MS = 10;

/**
 * Clients get an id, and the executor works behind the same queue. Jobs are remembered in the server's own database file.
 *
 * @param cancels as the strategy promises: whether a job that runs can be stopped
 */
export function deferredRunner(
  executor: Executor,
  env: ServerEnv,
  { slotCount = env.workerCount, cancels }: { readonly slotCount?: number; readonly cancels: Promises['cancels'] },
): DeferredRunner {
  const store = new JobStore(env.dataFolder, process.pid);
  // The store bounds what is accepted, so that the queue never has to refuse.
  const queue = new WorkQueue({ ...env, slotCount, queueLimitCount: Infinity });
  const underWay = new Map<string, AbortController>();
  const keeper = keepOutputs(executor, env.dataFolder);

  const work = async (job: Job, signal: AbortSignal): Promise<void> => {
    try {
      const run = await queue.run(signal, async (stop) => {
        // Between two jobs others are heard: neighbours, and who cancels. Tasks on the loop would follow each other without.
        await nextTurn();
        stop.throwIfAborted();
        store.start(job.id);
        return keeper.execute(job, stop);
      });
      store.finish(job.id, run);
    } catch (thrown) {
      if (!signal.aborted) store.fail(job.id, errorReport(thrown, 'ERR_TASK_FAILED'));
    } finally {
      underWay.delete(job.id);
    }
  };

  const submit = async (job: Job): Promise<JobStatus> => {
    const status = store.accept(job, slotCount + env.queueLimitCount);
    const controller = new AbortController();
    underWay.set(job.id, controller);
    // Not before the reply is on its way.
    setImmediate(() => void work(job, controller.signal));
    return status;
  };

  const cancel = async (jobId: string): Promise<JobStatus | undefined> => {
    const status = store.status(jobId);
    const isStoppable = status?.state === 'queued' || (status?.state === 'running' && cancels === 'always');
    if (!isStoppable) return status;
    store.cancel(jobId);
    underWay.get(jobId)?.abort();
    return store.status(jobId);
  };

  const drained = async (): Promise<void> => {
    const endAtMs = performance.now() + DRAIN_MS;
    while (queue.gauges().runningCount > 0 && performance.now() < endAtMs) await delay(DRAIN_CHECK_MS);
  };

  return {
    submit,
    status: async (jobId) => store.status(jobId),
    cancel,
    gauges: () => queue.gauges(),
    ...threadsOf(executor),
    [Symbol.asyncDispose]: async () => {
      await drained();
      for (const controller of underWay.values()) controller.abort();
      await keeper[Symbol.asyncDispose]();
      // What was aborted has its say before the file is closed.
      await nextTurn();
      store[Symbol.dispose]();
    },
  };
}
