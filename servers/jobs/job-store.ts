import path from 'node:path';
import type { ErrorReport } from '../errors.ts';
import type { Job, JobStatus, TaskRun } from '../strategy.ts';
import { nowMs } from '../telemetry.ts';
import { JobTable, type Retention } from './job-table.ts';
import { isRunning, processMark } from './process-mark.ts';

/** How long a statement waits for another process that writes, on the event loop: short, as an insert takes 0.05 ms. */
const BUSY_MS = 1_000;

/**
 * What servers remember of the jobs that they do themselves: their ids outlive the process, their work does not. Who
 * opens it after a restart tells of what was never done, rather than nothing.
 */
export class JobStore implements Disposable {
  readonly #table: JobTable;
  readonly #owner: string;

  /**
   * Marks as lost what processes that are gone had not finished. Several, of one cluster or of several servers, may share
   * a folder.
   *
   * @param dataFolder an existing folder
   * @param processId of the process that does the jobs which this store accepts
   */
  constructor(dataFolder: string, processId: number, retention?: Retention) {
    this.#table = new JobTable(path.join(dataFolder, 'jobs.sqlite'), {
      busyMs: BUSY_MS,
      ...(retention === undefined ? {} : { retention }),
    });
    this.#owner = processMark(processId);
    for (const { owner } of this.#owners())
      if (!isRunning(owner)) this.#lose(owner, 'The server ended before the job was done');
  }

  /** @throws {HarnessError} ERR_QUEUE_FULL when as many wait or run already as may */
  accept(job: Job, unfinishedLimit: number): JobStatus {
    return this.#table.accept(job, unfinishedLimit, this.#owner);
  }

  /** @returns false when it was cancelled in the meantime */
  start(jobId: string): boolean {
    const { changes } = this.#table
      .prepared(
        `UPDATE jobs SET state = 'running', started_at_ms = ?, attempt_count = attempt_count + 1
         WHERE id = ? AND state = 'queued'`,
      )
      .run(nowMs(), jobId);
    return changes === 1;
  }

  finish(jobId: string, { output, startedAtMs, finishedAtMs }: TaskRun): void {
    this.#table
      .prepared(
        `UPDATE jobs SET state = 'done', output = ?, started_at_ms = ?, finished_at_ms = ?, ended_at_epoch_ms = ?
         WHERE id = ? AND state = 'running'`,
      )
      .run(JSON.stringify(output), startedAtMs, finishedAtMs, Date.now(), jobId);
    this.#table.forget();
  }

  fail(jobId: string, { code, message }: ErrorReport): void {
    this.#table
      .prepared(
        `UPDATE jobs SET state = 'failed', code = ?, message = ?, finished_at_ms = ?, ended_at_epoch_ms = ?
         WHERE id = ? AND state IN ('queued', 'running')`,
      )
      .run(code, message, nowMs(), Date.now(), jobId);
    this.#table.forget();
  }

  /** Ends a job that waits or runs, and leaves a finished one as it is. */
  cancel(jobId: string): void {
    this.#table.cancel(jobId);
  }

  status(jobId: string): JobStatus | undefined {
    return this.#table.status(jobId);
  }

  /** What this process had not done when it ended is told as lost at once, not after the next start. */
  [Symbol.dispose](): void {
    this.#lose(this.#owner, 'The server was stopped before the job was done');
    this.#table[Symbol.dispose]();
  }

  #owners(): readonly { readonly owner: string }[] {
    return this.#table
      .prepared(`SELECT DISTINCT owner FROM jobs WHERE state IN ('queued', 'running') AND owner IS NOT NULL`)
      .all() as unknown as { readonly owner: string }[];
  }

  #lose(owner: string, message: string): void {
    this.#table
      .prepared(
        `UPDATE jobs SET state = 'failed', code = 'ERR_JOB_LOST', message = ?, finished_at_ms = ?, ended_at_epoch_ms = ?
         WHERE owner = ? AND state IN ('queued', 'running')`,
      )
      .run(message, nowMs(), Date.now(), owner);
  }
}
