import { randomUUID } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import type { WorkBody } from './listen.ts';

/** A job as it stands in the file. The columns of the table `jobs` have the same names. */
export interface QueuedJob extends WorkBody {
  /** Where it stands in the queue: smaller ones came first. */
  readonly sequence: number;
  readonly id: string;
  readonly state: 'queued' | 'running' | 'done' | 'failed';
  /** How often it was begun. */
  readonly attempts: number;
  /** A word for whoever has it now, another one each time it is taken. */
  readonly token: string | null;
  /** Until when whoever has it may have it, as Date.now() counts. */
  readonly leaseUntilMs: number;
  readonly digest: string | null;
  readonly error: string | null;
}

type Values = Readonly<Record<string, string | number | null>>;

/** A queue that all programs of one machine share that name its file. What it was told is there after a kill -9. */
export interface QueueFile {
  /** The first row that a statement gives: of SELECT, or of UPDATE ... RETURNING *. `:name` in it is `values.name`. */
  get(sql: string, values: Values): QueuedJob | undefined;
  /** @returns how many rows the statement changed */
  run(sql: string, values: Values): number;
  /** All that `act` does to the file happens, or nothing of it; no other program does anything in between. */
  inTransaction<Value>(act: () => Value): Value;
}

/** A job that fails so often has failed for good. */
export const MAX_ATTEMPTS = 3;

/** Writes take 0.1 ms. Whoever finds another one writing waits for it up to so long. */
const BUSY_MS = 2_000;

/**
 * `effects` is what a job does to the world: a bill that is sent. Nothing in it can be taken back, so its rows cannot be
 * changed. `begins` is the check's own diary of attempts.
 */
const SCHEMA = `
CREATE TABLE IF NOT EXISTS jobs (
  sequence INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, nonce TEXT NOT NULL, iterations INTEGER NOT NULL,
  state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'done', 'failed')),
  attempts INTEGER NOT NULL DEFAULT 0, token TEXT, leaseUntilMs INTEGER NOT NULL DEFAULT 0, digest TEXT, error TEXT
) STRICT;
CREATE TABLE IF NOT EXISTS effects (sequence INTEGER PRIMARY KEY, nonce TEXT NOT NULL, digest TEXT NOT NULL) STRICT;
CREATE TRIGGER IF NOT EXISTS keep_effects BEFORE UPDATE ON effects BEGIN SELECT RAISE(ABORT, 'An effect stays'); END;
CREATE TRIGGER IF NOT EXISTS hold_effects BEFORE DELETE ON effects BEGIN SELECT RAISE(ABORT, 'An effect stays'); END;
CREATE TABLE IF NOT EXISTS begins (sequence INTEGER PRIMARY KEY, nonce TEXT NOT NULL, atMs REAL NOT NULL) STRICT;
CREATE TRIGGER IF NOT EXISTS note_begin AFTER UPDATE ON jobs WHEN NEW.state = 'running' AND
  (OLD.state <> 'running' OR OLD.token IS NOT NEW.token OR OLD.attempts <> NEW.attempts)
BEGIN INSERT INTO begins (nonce, atMs) VALUES (NEW.nonce, unixepoch('subsec') * 1000); END;
`;

/** @param path is made where there is none yet */
export function openQueueFile(path: string): QueueFile {
  const database = new DatabaseSync(path, { timeout: BUSY_MS });
  // Readers do not wait for a writer. Safe against a killed process.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
  database.exec(SCHEMA);
  return {
    get: (sql, values) => database.prepare(sql).get(values) as QueuedJob | undefined,
    run: (sql, values) => Number(database.prepare(sql).run(values).changes),
    inTransaction: (act) => {
      database.exec('BEGIN IMMEDIATE');
      try {
        const value = act();
        database.exec('COMMIT');
        return value;
      } catch (thrown) {
        database.exec('ROLLBACK');
        throw thrown;
      }
    },
  };
}

/** Writes a job down. @returns its id */
export function addJob(file: QueueFile, { nonce, iterations }: WorkBody): string {
  const id = randomUUID();
  file.run('INSERT INTO jobs (id, nonce, iterations) VALUES (:id, :nonce, :iterations)', { id, nonce, iterations });
  return id;
}

export const findJob = (file: QueueFile, id: string): QueuedJob | undefined =>
  file.get('SELECT * FROM jobs WHERE id = :id', { id });

/** What the job does to the world. Nothing here keeps you from doing it twice. */
export function addEffect(file: QueueFile, { nonce }: QueuedJob, digest: string): void {
  file.run('INSERT INTO effects (nonce, digest) VALUES (:nonce, :digest)', { nonce, digest });
}
