import { DatabaseSync } from 'node:sqlite';

/** How long opening waits for another process that writes or opens, once. */
const OPEN_BUSY_MS = 5_000;

/**
 * Opens a database file that several processes may have open at once.
 *
 * @param file in an existing folder
 * @param options `schema`: statements that may be run again. `busyMs`: how long a statement waits, on the calling thread,
 *   for another process that writes; then it throws.
 */
export function openDatabaseFile(
  file: string,
  { schema, busyMs }: { readonly schema: string; readonly busyMs: number },
): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: OPEN_BUSY_MS });
  try {
    // Readers and a writer at once; safe against a killed process, and against power loss up to the last commits.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    database.exec(schema);
    database.exec(`PRAGMA busy_timeout = ${busyMs}`);
    return database;
  } catch (cause) {
    database.close();
    throw cause;
  }
}
