import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type ErrorReport, HarnessError } from '../errors.ts';
import { JobTable, RETENTION } from '../jobs/job-table.ts';
import type { Gauges, Job, JobStatus, TaskRun } from '../strategy.ts';
import type { Json } from '../task.ts';
import { nowMs } from '../telemetry.ts';
import { FolderChanges } from './folder-changes.ts';
import {
  ATTEMPT_LIMIT,
  type Claim,
  type JobQueue,
  LEASE_MS,
  type QueueLimits,
  type WorkSource,
  attemptsReport,
} from './job-queue.ts';

/** The event loop stands still for as long; what is not free by then is asked for again, between other work. */
const BUSY_MS = 10;
const BUSY_RETRY_MS = 5;
/** Writes take 0.1 ms. Who holds the file for longer than this has hung. */
const BUSY_LIMIT_MS = 2_000;
const SQLITE_BUSY = 5;

/** The effect of a job is in the very transaction that ends it, and no rule keeps a second one out: a test can count. */
const SCHEMA = `
CREATE TABLE IF NOT EXISTS effects (sequence INTEGER PRIMARY KEY, job_id TEXT NOT NULL, lease_token TEXT NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS effects_of ON effects (job_id);
CREATE TRIGGER IF NOT EXISTS apply_effect AFTER UPDATE OF state ON jobs WHEN NEW.state = 'done'
BEGIN INSERT INTO effects (job_id, lease_token) VALUES (NEW.id, NEW.lease_token); END;
CREATE TRIGGER IF NOT EXISTS forget_effect AFTER DELETE ON jobs
BEGIN DELETE FROM effects WHERE job_id = OLD.id; END;
`;

/**
 * A lease is in the future, but not by much more than its own length: after the machine restarts its clock starts again,
 * and what seems to be held for hours is held by nobody. Twice the length, as whoever looks may have read the clock just
 * before another one claimed: once alone, it would take a job that had just begun.
 */
const IS_FREE = `state = 'running' AND (lease_until_ms < :nowMs OR lease_until_ms > :nowMs + 2 * :leaseMs)`;

const NEXT = `coalesce(
  (SELECT sequence FROM jobs WHERE ${IS_FREE} ORDER BY sequence LIMIT 1),
  (SELECT sequence FROM jobs WHERE state = 'queued' ORDER BY sequence LIMIT 1))`;

const isBusy = (thrown: unknown): boolean =>
  thrown instanceof Error && 'errcode' in thrown && (Number(thrown.errcode) & 0xff) === SQLITE_BUSY;

/** Runs what needs the file until it is free. @throws {HarnessError} ERR_QUEUE_UNREACHABLE */
async function whenFree<Value>(act: () => Value): Promise<Value> {
  const endAtMs = performance.now() + BUSY_LIMIT_MS;
  for (;;) {
    try {
      return act();
    } catch (cause) {
      if (!isBusy(cause)) throw cause;
      if (performance.now() > endAtMs) {
        const message = `Cannot use the queue's file as another process held it for longer than ${BUSY_LIMIT_MS} ms`;
        throw new HarnessError('ERR_QUEUE_UNREACHABLE', message, { cause });
      }
    }
    await delay(BUSY_RETRY_MS);
  }
}

interface Times extends Record<string, number> {
  readonly nowMs: number;
  readonly leaseMs: number;
}

/** The engine that needs nothing installed: a table in a file, for all servers and workers of one machine that name its folder. */
export class SqliteQueue implements JobQueue, WorkSource {
  readonly #folder: string;
  readonly #leaseMs: number;
  readonly #table: JobTable;

  /** @param dataFolder an existing folder */
  constructor(dataFolder: string, { leaseMs = LEASE_MS, retention = RETENTION }: Partial<QueueLimits> = {}) {
    this.#folder = dataFolder;
    this.#leaseMs = leaseMs;
    const file = path.join(dataFolder, 'queue.sqlite');
    this.#table = new JobTable(file, { retention, busyMs: BUSY_MS, schema: SCHEMA });
  }

  async submit(job: Job, unfinishedLimit: number): Promise<JobStatus> {
    return whenFree(() => this.#table.accept(job, unfinishedLimit, null));
  }

  async status(jobId: string): Promise<JobStatus | undefined> {
    return whenFree(() => this.#table.status(jobId));
  }

  async cancel(jobId: string): Promise<JobStatus | undefined> {
    await whenFree(() => this.#table.cancel(jobId));
    return this.status(jobId);
  }

  gauges(): Gauges {
    return { runningCount: this.#table.count('running'), queuedCount: this.#table.count('queued') };
  }

  async effects(): Promise<readonly string[]> {
    const rows = await whenFree(() => this.#table.prepared('SELECT job_id FROM effects ORDER BY sequence').all());
    return rows.map((row) => String(row['job_id']));
  }

  async claim(signal: AbortSignal): Promise<Claim | undefined> {
    const atOnce = await this.#take();
    if (atOnce !== undefined) return atOnce;
    // Watched from before the next look on, so that nothing is missed in between.
    using changes = new FolderChanges(this.#folder);
    while (!signal.aborted) {
      const claim = await this.#take();
      if (claim !== undefined) return claim;
      await changes.next(signal);
    }
    return undefined;
  }

  async beat({ job: { id }, token }: Claim): Promise<boolean> {
    return this.#change(`lease_until_ms = :untilMs`, { id, token, untilMs: nowMs() + this.#leaseMs });
  }

  async complete({ job: { id }, token }: Claim, { output, startedAtMs, finishedAtMs }: TaskRun): Promise<boolean> {
    const set = `state = 'done', output = :output, started_at_ms = :startedAtMs, finished_at_ms = :finishedAtMs,
      ended_at_epoch_ms = :epochMs`;
    const values = { id, token, output: JSON.stringify(output), startedAtMs, finishedAtMs, epochMs: Date.now() };
    return this.#end(set, values);
  }

  async fail({ job: { id }, token }: Claim, { code, message }: ErrorReport): Promise<boolean> {
    const set = `state = 'failed', code = :code, message = :message, finished_at_ms = :atMs, ended_at_epoch_ms = :epochMs`;
    return this.#end(set, { id, token, code, message, atMs: nowMs(), epochMs: Date.now() });
  }

  async giveBack({ job: { id }, token }: Claim): Promise<void> {
    await this.#change('lease_token = NULL, lease_until_ms = 0, given_back_count = given_back_count + 1', {
      id,
      token,
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#table[Symbol.dispose]();
  }

  /** The oldest job that nobody has: one whose worker was lost before one that has not begun. */
  async #take(): Promise<Claim | undefined> {
    const timesNow = (): Times => ({ nowMs: nowMs(), leaseMs: this.#leaseMs });
    // Reading first: many idle workers look, and each write would wake all of them again.
    const found = await whenFree(() => this.#table.prepared(`SELECT ${NEXT} AS sequence`).get(timesNow()));
    if (typeof found?.['sequence'] !== 'number') return undefined;
    const token = randomUUID();
    return whenFree(() => {
      const times = timesNow();
      this.#giveUp(times);
      const row = this.#table
        .prepared(
          `UPDATE jobs SET state = 'running', started_at_ms = :nowMs, attempt_count = attempt_count + 1,
             lease_token = :token, lease_until_ms = :nowMs + :leaseMs
           WHERE sequence = ${NEXT} RETURNING id, task_name, input, row_key`,
        )
        .get({ ...times, token });
      if (row === undefined) return undefined;
      const { id, task_name: taskName, input, row_key: rowKey } = row;
      const job = { id: String(id), taskName: String(taskName), input: JSON.parse(String(input)) as Json };
      return { job: typeof rowKey === 'string' ? { ...job, rowKey } : job, token };
    });
  }

  #giveUp(times: Times): void {
    const condition = `${IS_FREE} AND attempt_count - given_back_count >= ${ATTEMPT_LIMIT}`;
    const rows = this.#table.prepared(`SELECT id FROM jobs WHERE ${condition}`).all(times);
    for (const { id } of rows) {
      const { code, message } = attemptsReport(String(id));
      this.#table
        .prepared(
          `UPDATE jobs SET state = 'failed', code = :code, message = :message, finished_at_ms = :nowMs,
             ended_at_epoch_ms = :epochMs, lease_token = NULL WHERE id = :id AND ${condition}`,
        )
        .run({ ...times, id: String(id), code, message, epochMs: Date.now() });
    }
  }

  async #end(set: string, values: Readonly<Record<string, string | number>>): Promise<boolean> {
    const isOwn = await this.#change(set, values);
    await whenFree(() => this.#table.forget());
    return isOwn;
  }

  /** @returns whether the job was still of whoever holds the token */
  async #change(set: string, values: Readonly<Record<string, string | number>>): Promise<boolean> {
    const sql = `UPDATE jobs SET ${set} WHERE id = :id AND lease_token = :token AND state = 'running'`;
    const { changes } = await whenFree(() => this.#table.prepared(sql).run(values));
    return changes === 1;
  }
}
