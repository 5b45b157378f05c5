import type { RunRecord } from '../stats/record.ts';

/** Where a strategy is learned by doing. */
export interface Lesson {
  readonly number: number;
  readonly title: string;
}

const lesson = (number: number, title: string): Lesson => ({ number, title });

const BLOCKING = lesson(1, 'One handler stops everyone');
const ASYNC = lesson(2, 'async is not a thread');
const TURNS = lesson(3, 'Take turns with setImmediate');
const AFTER = lesson(4, 'After the response');
const POLLING = lesson(5, 'Status polling');
const THREADS = lesson(6, 'A pool of threads, and its limits');
const PROCESSES = lesson(7, 'A pool of processes');
const CLUSTER = lesson(8, 'Cluster, and whose state it is');
const QUEUE = lesson(9, 'A job queue that survives kill -9');
const CHOOSING = lesson(10, 'Choosing');

/** By strategy; the README has a row for each (tested). */
export const LESSONS: ReadonlyMap<string, Lesson> = new Map([
  ['blocking', BLOCKING],
  ['async-cpu', ASYNC],
  ['microtask-yielding', ASYNC],
  ['native', ASYNC],
  ['yielding', TURNS],
  ['background', AFTER],
  ['background-pool', POLLING],
  ['load-shedding', THREADS],
  ['single-thread', THREADS],
  ['thread-per-request', THREADS],
  ['thread-pool', THREADS],
  ['thread-pool-clone', THREADS],
  ['thread-pool-transfer', THREADS],
  ['thread-pool-shared', THREADS],
  ['process-per-request', PROCESSES],
  ['process-pool', PROCESSES],
  ['http-offload', CHOOSING],
  ['cluster', CLUSTER],
  ['cluster-pool', CLUSTER],
  ['job-queue', QUEUE],
]);

/** What a target does, what it costs and when to use it, in its own words. */
export interface Teaching {
  readonly targetName: string;
  readonly summary: string;
  /** null for servers at a URL, and for strategies that no lesson is about. */
  readonly lesson: Lesson | null;
}

/** Of every target; the record keeps what each strategy says of itself. */
export const teachingsOf = ({ targets }: RunRecord): readonly Teaching[] =>
  targets.map(({ name, strategyName = name, kind, summary }) => ({
    targetName: name,
    summary,
    lesson: kind === 'url' ? null : (LESSONS.get(strategyName) ?? null),
  }));
