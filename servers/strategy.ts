import type { Worker } from 'node:worker_threads';
import type { Json } from './task.ts';

/** One piece of heavy work. It crosses threads and processes as plain JSON: a task's name, never a closure. */
export interface Job {
  readonly id: string;
  readonly taskName: string;
  readonly input: Json;
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
   * Resolves with the task's output.
   *
   * @param signal aborted when the client has left; a strategy that can stop the work then does
   * @throws {HarnessError} ERR_QUEUE_FULL, ERR_CLIENT_LEFT, ERR_TASK_FAILED
   */
  run(job: Job, signal: AbortSignal): Promise<Json>;
  gauges(): Gauges;
  /** The threads that run tasks now, for telemetry. */
  threads?(): readonly Worker[];
}

/** One way to decide where heavy work runs. */
export interface Strategy {
  /** Its key in the list. */
  readonly name: string;
  /** What it does, what it costs, when to use it: one or two sentences. */
  readonly summary: string;
  /** Server processes to start; one when absent. */
  processCount?(workerCount: number): number;
  open(env: ServerEnv): Promise<Runner>;
}
