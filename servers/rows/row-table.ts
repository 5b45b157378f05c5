import path from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { openDatabaseFile } from '../database-file.ts';
import type { Json } from '../task.ts';

/** A statement takes 0.05 ms, and nobody's event loop waits for this one: see `rows.ts`. */
const BUSY_MS = 5_000;

const SCHEMA = `
CREATE TABLE IF NOT EXISTS task_rows (
  key TEXT NOT NULL,
  task_name TEXT NOT NULL,
  input TEXT NOT NULL,
  output TEXT,
  PRIMARY KEY (key, task_name)
) STRICT, WITHOUT ROWID;
`;

/** Which row: its task's and no other's, as the input must fit it. */
export interface RowPlace {
  readonly key: string;
  readonly taskName: string;
}

/** What a task works on, and what it made of that. */
export interface Row {
  readonly input: Json;
  /** null until the task has run. */
  readonly output: Json;
}

/** Rows in the data folder's file. All processes of a server, and queue workers on the same machine, have the same ones. */
export class RowTable {
  readonly #database: DatabaseSync;
  readonly #put: StatementSync;
  readonly #read: StatementSync;
  readonly #write: StatementSync;

  /** @param dataFolder an existing folder */
  constructor(dataFolder: string) {
    this.#database = openDatabaseFile(path.join(dataFolder, 'rows.sqlite'), { schema: SCHEMA, busyMs: BUSY_MS });
    this.#put = this.#database.prepare(
      `INSERT INTO task_rows (key, task_name, input) VALUES (?, ?, ?)
       ON CONFLICT DO UPDATE SET input = excluded.input, output = NULL`,
    );
    this.#read = this.#database.prepare('SELECT input, output FROM task_rows WHERE key = ? AND task_name = ?');
    this.#write = this.#database.prepare('UPDATE task_rows SET output = ? WHERE key = ? AND task_name = ?');
  }

  /** A new row, or a new input for a known one, whose output is gone with the old. */
  put({ key, taskName }: RowPlace, input: Json): void {
    this.#put.run(key, taskName, JSON.stringify(input));
  }

  read({ key, taskName }: RowPlace): Row | undefined {
    const found = this.#read.get(key, taskName);
    if (found === undefined) return undefined;
    const { input, output } = found;
    return { input: JSON.parse(String(input)) as Json, output: JSON.parse(String(output)) as Json };
  }

  /** @returns false when there is no such row */
  write({ key, taskName }: RowPlace, output: Json): boolean {
    return this.#write.run(JSON.stringify(output), key, taskName).changes === 1;
  }
}
