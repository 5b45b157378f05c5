import { DatabaseSync } from 'node:sqlite';
import path from 'node:path';
import type { Referee } from '../../referee/referee.ts';

/** What became of a job, as the referee reads it for itself. Jobs are known by their nonces. */
export interface Ledger {
  /** The digest of each effect that it had. */
  effectsOf(nonce: string): Promise<readonly string[]>;
  /** When each attempt began, as Date.now() counts, ascending. */
  beginsOf(nonce: string): Promise<readonly number[]>;
}

/** Where jobs are kept, and who works there. */
export interface Place extends AsyncDisposable {
  readonly apiFile: URL;
  readonly workerFile: URL;
  /** Of both programs. */
  readonly args: readonly string[];
  readonly ledger: Ledger;
  /** Whether some program has the queue for itself now, and keeps all others from writing. */
  isLocked(): Promise<boolean>;
}

const SQLITE_BUSY = 5;
const SQLITE_NOTADB = 26;
const codeOf = (thrown: unknown): number | undefined => (thrown as { readonly errcode?: number }).errcode;

function readRows(file: string, sql: string, nonce: string): readonly Record<string, unknown>[] {
  const database = new DatabaseSync(file, { timeout: 1_000 });
  try {
    return database.prepare(sql).all({ nonce });
  } catch (thrown) {
    // Whoever keeps jobs elsewhere has written nothing here.
    if (codeOf(thrown) === SQLITE_NOTADB) return [];
    if (thrown instanceof Error && thrown.message.startsWith('no such table')) return [];
    throw thrown;
  } finally {
    database.close();
  }
}

/** Longer than any write takes. */
const LOCKED_MS = 50;

function isFileLocked(file: string): boolean {
  const database = new DatabaseSync(file, { timeout: LOCKED_MS });
  try {
    database.exec('BEGIN IMMEDIATE; ROLLBACK');
    return false;
  } catch (thrown) {
    if (codeOf(thrown) === SQLITE_BUSY) return true;
    if (codeOf(thrown) === SQLITE_NOTADB) return false;
    throw thrown;
  } finally {
    database.close();
  }
}

/** A new queue file in a folder of its own, for the programs of `folder`. */
export async function openFilePlace(
  referee: Pick<Referee, 'temporaryFolder'>,
  folder: URL,
  leaseMs: number,
): Promise<Place> {
  const file = path.join(await referee.temporaryFolder(), 'queue.sqlite');
  return {
    apiFile: new URL('api.ts', folder),
    workerFile: new URL('worker.ts', folder),
    args: [file, String(leaseMs)],
    ledger: {
      effectsOf: async (nonce) =>
        readRows(file, 'SELECT digest FROM effects WHERE nonce = :nonce ORDER BY sequence', nonce).map(({ digest }) =>
          String(digest),
        ),
      beginsOf: async (nonce) =>
        readRows(file, 'SELECT atMs FROM begins WHERE nonce = :nonce ORDER BY sequence', nonce).map(({ atMs }) =>
          Number(atMs),
        ),
    },
    isLocked: async () => isFileLocked(file),
    [Symbol.asyncDispose]: async () => {},
  };
}
