import { setTimeout as delay } from 'node:timers/promises';
import { errorReport } from '../errors.ts';
import type { Executor } from '../runners.ts';
import type { TaskRun } from '../strategy.ts';
import { WorkQueue } from '../work-queue.ts';
import type { Claim, WorkSource } from './job-queue.ts';

export interface WorkRules {
  readonly taskTimeoutMs: number;
  /** Between two signs of life. */
  readonly beatMs: number;
  /** After it was told to stop, a worker may finish its job within this time; then it gives the job back. */
  readonly drainMs: number;
}

const RETRY_MS = 200;
/** An engine may be gone for as long without a result being lost; after that the job is another worker's to run again. */
const INSIST_MS = 60_000;

/** Everything that a worker works with. */
interface Worker {
  readonly source: WorkSource;
  readonly executor: Executor;
  readonly rules: WorkRules;
  readonly stop: AbortSignal;
}

/**
 * Works, one job after the other, until told to stop. The task must not run on the calling thread, which has to go on
 * saying that it lives.
 */
export async function workUntil(
  stop: AbortSignal,
  source: WorkSource,
  executor: Executor,
  rules: WorkRules,
): Promise<void> {
  while (!stop.aborted) {
    try {
      const claim = await source.claim(stop);
      if (claim !== undefined) await workOn(claim, { source, executor, rules, stop });
    } catch {
      // The engine is away. It is asked again, for as long as this worker is wanted.
      await delay(RETRY_MS, undefined, { signal: stop }).catch(() => {});
    }
  }
}

/**
 * Waits until the thread is there. There is no such task, but the thread that says so has loaded all others: neither a
 * job's time limit nor its client's patience goes into that.
 */
export async function warmUp(executor: Executor, stop: AbortSignal): Promise<void> {
  await executor.execute({ id: 'none', taskName: '', input: null }, stop).catch(() => {});
}

/** How running a job ended. */
type Outcome =
  | { readonly kind: 'done'; readonly run: TaskRun }
  | { readonly kind: 'failed'; readonly thrown: unknown }
  | { readonly kind: 'left' };

async function workOn(claim: Claim, worker: Worker): Promise<void> {
  const { source, rules, stop } = worker;
  const lost = new AbortController();
  const over = new AbortController();
  const beating = beatUntil(over.signal, claim, worker, lost);
  const drained = drainedAfter(stop, rules.drainMs, over.signal);
  try {
    const outcome = await run(claim, worker, lost.signal, drained);
    // An engine that is gone while its server stops will not be back in time.
    const isInTime = (): boolean => !drained.aborted;
    if (outcome.kind === 'left') await source.giveBack(claim);
    else if (outcome.kind === 'done') await insist(async () => source.complete(claim, outcome.run), isInTime);
    // Of a job that is another's by now, or cancelled, nothing of this counts.
    else await insist(async () => source.fail(claim, errorReport(outcome.thrown, 'ERR_TASK_FAILED')), isInTime);
    // Its thread may have been stopped with it.
    if (outcome.kind !== 'done') await warmUp(worker.executor, stop);
  } finally {
    over.abort();
    await beating;
  }
}

async function run(claim: Claim, worker: Worker, lost: AbortSignal, drained: AbortSignal): Promise<Outcome> {
  const { executor, rules } = worker;
  const queue = new WorkQueue({ slotCount: 1, queueLimitCount: 0, taskTimeoutMs: rules.taskTimeoutMs });
  try {
    const done = await queue.run(AbortSignal.any([lost, drained]), async (signal) =>
      executor.execute(claim.job, signal),
    );
    return { kind: 'done', run: done };
  } catch (thrown) {
    return drained.aborted && !lost.aborted ? { kind: 'left' } : { kind: 'failed', thrown };
  }
}

/** Says that the worker lives, until the job is over. Aborts `lost` once the job is no longer this worker's. */
async function beatUntil(over: AbortSignal, claim: Claim, worker: Worker, lost: AbortController): Promise<void> {
  while (!over.aborted) {
    await delay(worker.rules.beatMs, undefined, { signal: over }).catch(() => {});
    if (over.aborted) return;
    // No answer is no reason to stop: who completes first counts.
    if (await worker.source.beat(claim).catch(() => true)) continue;
    lost.abort();
    return;
  }
}

/** Aborts `drainMs` after `stop` does, unless the job is over by then. */
function drainedAfter(stop: AbortSignal, drainMs: number, over: AbortSignal): AbortSignal {
  const drained = new AbortController();
  const begin = (): void => {
    const timer = setTimeout(() => drained.abort(), drainMs);
    over.addEventListener('abort', () => clearTimeout(timer), { once: true });
  };
  if (stop.aborted) begin();
  else stop.addEventListener('abort', begin, { once: true, signal: over });
  return drained.signal;
}

async function insist(act: () => Promise<unknown>, isInTime: () => boolean): Promise<void> {
  const endAtMs = performance.now() + INSIST_MS;
  for (;;) {
    try {
      await act();
      return;
    } catch (thrown) {
      if (performance.now() > endAtMs || !isInTime()) throw thrown;
    }
    await delay(RETRY_MS);
  }
}
