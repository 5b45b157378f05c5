import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { openDatabaseFile } from '../database-file.ts';
import type { ErrorCode } from '../errors.ts';
import type { Job, JobStatus } from '../strategy.ts';
import type { Json } from '../task.ts';
import { nowMs } from '../telemetry.ts';
import { queueFull } from './queue-full.ts';

/** `owner` is of whoever accepted a job, and `lease_*` of the worker that runs it: each kind of memory uses one of them. */
const SCHEMA = `
CREATE TABLE IF NOT EXISTS jobs (
  sequence INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  task_name TEXT NOT NULL,
  input TEXT NOT NULL,
  row_key TEXT,
  state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
  accepted_at_ms REAL NOT NULL,
  started_at_ms REAL,
  finished_at_ms REAL,
  attempt_count INTEGER NOT NULL DEFAULT 0,
  given_back_count INTEGER NOT NULL DEFAULT 0,
  output TEXT,
  code TEXT,
  message TEXT,
  ended_at_epoch_ms INTEGER,
  owner TEXT,
  lease_token TEXT,
  lease_until_ms REAL
) STRICT;
CREATE INDEX IF NOT EXISTS jobs_unfinished ON jobs (state, sequence) WHERE state IN ('queued', 'running');
CREATE INDEX IF NOT EXISTS jobs_ended ON jobs (ended_at_epoch_ms) WHERE ended_at_epoch_ms IS NOT NULL;
`;

/** How many finished jobs are kept, and for how long. What goes first is forgotten: 404. */
export interface Retention {
  readonly keptCount: number;
  readonly keptMs: number;
  readonly forgetEveryMs: number;
}

export const RETENTION: Retention = { keptCount: 10_000, keptMs: 15 * 60_000, forgetEveryMs: 5_000 };

/** A job as the table has it. */
interface JobRow {
  readonly state: JobStatus['state'];
  readonly accepted_at_ms: number;
  readonly started_at_ms: number | null;
  readonly finished_at_ms: number | null;
  readonly attempt_count: number;
  readonly output: string | null;
  readonly code: string | null;
  readonly message: string | null;
}

function statusOf({ state, output, code, message, ...row }: JobRow): JobStatus {
  const facts = { acceptedAtMs: row.accepted_at_ms, attemptCount: row.attempt_count };
  const startedAtMs = row.started_at_ms ?? row.accepted_at_ms;
  const finishedAtMs = row.finished_at_ms ?? startedAtMs;
  if (state === 'queued') return { ...facts, state };
  if (state === 'running') return { ...facts, state, startedAtMs };
  if (state === 'cancelled') return { ...facts, state, finishedAtMs };
  if (state === 'done')
    return { ...facts, state, startedAtMs, finishedAtMs, output: JSON.parse(output ?? 'null') as Json };
  return { ...facts, state, finishedAtMs, code: (code ?? 'ERR_INTERNAL') as ErrorCode, message: message ?? '' };
}

/** What every memory of jobs has in common: one table in one file, which several processes may have open at once. */
export class JobTable implements Disposable {
  readonly #db: DatabaseSync;
  readonly #retention: Retention;
  readonly #statements = new Map<string, StatementSync>();
  #forgotAtEpochMs = 0;

  /**
   * @param file in an existing folder
   * @param options `busyMs`: how long a statement waits, on the event loop, for another process that writes; then it
   *   throws. `schema`: what else the file holds.
   */
  constructor(
    file: string,
    { retention = RETENTION, busyMs, schema = '' }: { retention?: Retention; busyMs: number; schema?: string },
  ) {
    this.#retention = retention;
    this.#db = openDatabaseFile(file, { schema: SCHEMA + schema, busyMs });
  }

  /** Compiled once for each text. */
  prepared(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#db.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }

  /** @throws {HarnessError} ERR_QUEUE_FULL when as many wait or run already as may */
  accept({ id, taskName, input, rowKey }: Job, unfinishedLimit: number, owner: string | null): JobStatus {
    const acceptedAtMs = nowMs();
    const { changes } = this.prepared(
      `INSERT INTO jobs (id, task_name, input, row_key, accepted_at_ms, owner) SELECT ?, ?, ?, ?, ?, ?
       WHERE (SELECT count(*) FROM jobs WHERE state IN ('queued', 'running')) < ?`,
    ).run(id, taskName, JSON.stringify(input), rowKey ?? null, acceptedAtMs, owner, unfinishedLimit);
    if (changes === 0) throw queueFull(unfinishedLimit);
    return { state: 'queued', acceptedAtMs, attemptCount: 0 };
  }

  status(id: string): JobStatus | undefined {
    const row = this.prepared(
      `SELECT state, accepted_at_ms, started_at_ms, finished_at_ms, attempt_count, output, code, message
       FROM jobs WHERE id = ? AND (ended_at_epoch_ms IS NULL OR ended_at_epoch_ms >= ?)`,
    ).get(id, Date.now() - this.#retention.keptMs) as unknown as JobRow | undefined;
    return row === undefined ? undefined : statusOf(row);
  }

  /** Ends a job that waits or runs, and leaves a finished one as it is. */
  cancel(id: string): void {
    this.prepared(
      `UPDATE jobs SET state = 'cancelled', finished_at_ms = ?, ended_at_epoch_ms = ?
       WHERE id = ? AND state IN ('queued', 'running')`,
    ).run(nowMs(), Date.now(), id);
    this.forget();
  }

  /** How many are in a state. */
  count(state: 'queued' | 'running'): number {
    const row = this.prepared('SELECT count(*) AS count FROM jobs WHERE state = ?').get(state);
    return Number(row?.['count'] ?? 0);
  }

  /** Drops finished jobs that are too old or too many, the oldest first. Now and then: it reads as many rows as are kept. */
  forget(): void {
    const nowEpochMs = Date.now();
    if (nowEpochMs - this.#forgotAtEpochMs < this.#retention.forgetEveryMs) return;
    this.#forgotAtEpochMs = nowEpochMs;
    const { keptCount, keptMs } = this.#retention;
    this.prepared('DELETE FROM jobs WHERE ended_at_epoch_ms < ?').run(nowEpochMs - keptMs);
    this.prepared(
      `DELETE FROM jobs WHERE sequence IN (SELECT sequence FROM jobs
       WHERE ended_at_epoch_ms IS NOT NULL ORDER BY ended_at_epoch_ms DESC, sequence DESC LIMIT -1 OFFSET ?)`,
    ).run(keptCount);
  }

  [Symbol.dispose](): void {
    this.#db.close();
  }
}
