import type { Worker } from 'node:worker_threads';
import type { FastifyInstance } from 'fastify';
import type { ErrorReport } from './errors.ts';
import type { Json, Task } from './task.ts';

/** One piece of heavy work. It crosses threads and processes as plain JSON: a task's name, never a closure. */
export interface Job {
  readonly id: string;
  readonly taskName: string;
  readonly input: Json;
  /** The row that its output goes to, where whoever does the job has to see to that: see `rows.ts`. */
  readonly rowKey?: string;
}

/** What a job gave, and when its task ran. Both times are those of `nowMs()`, the one clock of all processes and threads of a machine. */
export interface TaskRun {
  readonly output: Json;
  readonly startedAtMs: number;
  readonly finishedAtMs: number;
}

/** What is known of every job that was accepted. Times are those of `nowMs()`. */
interface JobFacts {
  readonly acceptedAtMs: number;
  /** How often its task was begun: more than once where a worker died in the middle of it. */
  readonly attemptCount: number;
}

/** How far a job has come. States only move forward: queued, running, and then one of done, failed and cancelled for good. */
export type JobStatus = JobFacts &
  (
    | { readonly state: 'queued' }
    | { readonly state: 'running'; readonly startedAtMs: number }
    | ({ readonly state: 'done' } & TaskRun)
    | ({ readonly state: 'failed'; readonly finishedAtMs: number } & ErrorReport)
    | { readonly state: 'cancelled'; readonly finishedAtMs: number }
  );

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
  /** One run of a task may take so long. Whoever can stop it then does, with ERR_TASK_TIMEOUT. */
  readonly taskTimeoutMs: number;
  /** An existing folder for database files. The same folder after a restart: the same jobs. */
  readonly dataFolder: string;
  /** Where a distributed queue is; null for the embedded one. */
  readonly queueUrl: string | null;
}

interface BaseRunner extends AsyncDisposable {
  gauges(): Gauges;
  /** The threads that run tasks now, for telemetry. */
  threads?(): readonly Worker[];
  /** Called once with the app that it serves, before that listens: for those who must watch it. Its routes stay as they are. */
  attach?(app: FastifyInstance): void;
}

/** Runs jobs while it is open. Closing it ends every thread and process that it started. */
export interface InlineRunner extends BaseRunner {
  /**
   * Resolves with what `runTask()` returned, wherever it was called.
   *
   * @param signal aborted when the client has left; a strategy that can stop the work then does
   * @throws {HarnessError} ERR_QUEUE_FULL, ERR_OVERLOADED, ERR_CLIENT_LEFT, ERR_TASK_FAILED, ERR_TASK_TIMEOUT, ERR_TASK_UNSUPPORTED
   */
  run(job: Job, signal: AbortSignal): Promise<TaskRun>;
}

/** Accepts jobs while it is open, and tells of them, also of those that another process or an earlier one accepted. */
export interface DeferredRunner extends BaseRunner {
  /**
   * Resolves once the job is remembered, before its work is done.
   *
   * @throws {HarnessError} ERR_QUEUE_FULL
   */
  submit(job: Job): Promise<JobStatus>;
  /** @returns undefined for an id that was never given out, or that has been forgotten since */
  status(jobId: string): Promise<JobStatus | undefined>;
  /**
   * Ends a job that waits, and one that runs where the strategy can (see `Promises`). Others go on.
   *
   * @returns its status afterwards; undefined as above
   */
  cancel(jobId: string): Promise<JobStatus | undefined>;
}

export type Runner = InlineRunner | DeferredRunner;

/** What queueing theory takes a server for: `loop` is `count` event loops with a queue each, `pool` is `count` workers of one queue. */
export interface QueueModel {
  readonly kind: 'loop' | 'pool';
  readonly count: number;
}

/** What a strategy promises when things go wrong. `npm run faults` puts each to the test. */
export interface Promises {
  /** Which work ends when its client leaves or cancels it: none, what has not begun, that and between two slices, or all of it. */
  readonly cancels: 'never' | 'while-queued' | 'between-slices' | 'always';
  /** Whether a task that takes longer than `taskTimeoutMs` is stopped. */
  readonly timesOut: 'never' | 'between-slices' | 'always';
  /** What goes down with a task that ends its own thread or process, or eats all memory. */
  readonly crashTakes: 'server' | 'server-process' | 'job';
  /** What becomes of accepted work when the server is killed and started again: forgotten, told as ERR_JOB_LOST, or done all the same. */
  readonly serverDeath: 'forgets' | 'tells' | 'keeps';
}

/** Where the work runs, and whether the client waits for it: the map's rows. */
export type StrategyFamily = 'inline' | 'deferred' | 'offloaded' | 'deferred-offloaded' | 'replicated' | 'queued';

/** One way to decide where heavy work runs. */
interface BaseStrategy {
  /** Its key in the list. */
  readonly name: string;
  readonly family: StrategyFamily;
  /** What it does, what it costs, when to use it: one or two sentences. */
  readonly summary: string;
  readonly promises: Promises;
  /** Server processes to start; one when absent. */
  processCount?(workerCount: number): number;
  /** From this reports predict its capacity and its waits; absent, they predict nothing. */
  queue?(workerCount: number): QueueModel;
  /** Whether it can do this task; every task when absent. Others are refused with ERR_TASK_UNSUPPORTED. */
  supports?(task: Task): boolean;
}

/** Its clients wait for the output. */
export interface InlineStrategy extends BaseStrategy {
  readonly delivery: 'inline';
  open(env: ServerEnv): Promise<InlineRunner>;
}

/** Its clients get an id at once, and ask for the output later. */
export interface DeferredStrategy extends BaseStrategy {
  readonly delivery: 'deferred';
  open(env: ServerEnv): Promise<DeferredRunner>;
}

export type Strategy = InlineStrategy | DeferredStrategy;
