import { access, mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { HarnessError } from '../../servers/errors.ts';
import type { FaultTable } from '../../stats/faults/fault-table.ts';

const RUNS = fileURLToPath(new URL('../../reports/runs/', import.meta.url));
const TABLE_NAME = 'faults.json';

/** Where a table is written, cell by cell. */
export interface FaultFolder {
  readonly folderPath: string;
  /** Replaces the table as a whole, so that a crash in the middle leaves the one before. */
  save(table: FaultTable): Promise<void>;
}

async function exists(filePath: string): Promise<boolean> {
  return access(filePath).then(
    () => true,
    () => false,
  );
}

/**
 * @param out the folder to use, a run's own for instance; undefined makes one in reports/runs/
 * @throws {HarnessError} ERR_OUT when it holds a table already or cannot be written
 */
export async function openFaultFolder(out: string | undefined, startedAt: string): Promise<FaultFolder> {
  const name = `${startedAt.slice(0, 19).replaceAll(':', '-')}-faults`;
  const folderPath = out === undefined ? path.join(RUNS, name) : path.resolve(out);
  const tablePath = path.join(folderPath, TABLE_NAME);
  if (await exists(tablePath))
    throw new HarnessError('ERR_OUT', `Cannot write to ${folderPath} as it holds another fault table`);
  try {
    await mkdir(folderPath, { recursive: true });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new HarnessError('ERR_OUT', `Cannot make the folder ${folderPath}: ${reason}`, { cause });
  }
  return {
    folderPath,
    save: async (table) => {
      const temporary = `${tablePath}.${process.pid}`;
      await writeFile(temporary, `${JSON.stringify(table)}\n`);
      await rename(temporary, tablePath);
    },
  };
}
