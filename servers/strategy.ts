import type { Worker } from 'node:worker_threads';
import type { Json } from './task.ts';

/** One piece of heavy work. It crosses threads and processes as plain JSON: a task's name, never a closure. */
export interface Job {
  readonly id: string;
  readonly taskName: string;
  readonly input: Json;
}

/** What a job gave, and when its task ran. Both times are those of `nowMs()`, the one clock of all processes and threads of a machine. */
export interface TaskRun {
  readonly output: Json;
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
}

export interface Gauges {
  readonly runningCount: number;
  readonly queuedCount: number;
}

/** What a strategy is given to size itself: the same for all, so that none wins by its defaults. */
export interface ServerEnv {
  /** Threads or processes that may run tasks at once. */
  readonly workerCount: number;
  /** Jobs that may wait for a worker; one more is refused with ERR_QUEUE_FULL. */
  readonly queueLimitCount: number;
}

/** Runs jobs while it is open. Closing it ends every thread and process that it started. */
export interface Runner extends AsyncDisposable {
  /**
   * Resolves with what `runTask()` returned, wherever it was called.
   *
   * @param signal aborted when the client has left; a strategy that can stop the work then does
   * @throws {HarnessError} ERR_QUEUE_FULL, ERR_CLIENT_LEFT, ERR_TASK_FAILED
   */
  run(job: Job, signal: AbortSignal): Promise<TaskRun>;
  gauges(): Gauges;
  /** The threads that run tasks now, for telemetry. */
  threads?(): readonly Worker[];
}

/** What queueing theory takes a server for: `loop` is `count` event loops with a queue each, `pool` is `count` workers of one queue. */
export interface QueueModel {
  readonly kind: 'loop' | 'pool';
  readonly count: number;
}

/** One way to decide where heavy work runs. */
export interface Strategy {
  /** Its key in the list. */
  readonly name: string;
  /** What it does, what it costs, when to use it: one or two sentences. */
  readonly summary: string;
  /** Server processes to start; one when absent. */
  processCount?(workerCount: number): number;
  /** From this reports predict its capacity and its waits; absent, they predict nothing. */
  queue?(workerCount: number): QueueModel;
  open(env: ServerEnv): Promise<Runner>;
}
