import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type FaultTable, parseFaultTable } from '../../stats/faults/fault-table.ts';
import { shownPath } from '../files.ts';
import { ReportError } from '../report-error.ts';

const TABLE_NAME = 'faults.json';

/** The table in a run's folder; null where there is none. @throws {FaultTableError} */
export async function loadFaults(folderPath: string): Promise<FaultTable | null> {
  let text: string;
  try {
    text = await readFile(path.join(folderPath, TABLE_NAME), 'utf8');
  } catch {
    return null;
  }
  return parseFaultTable(text);
}

/** @throws {ReportError} ERR_RECORD_MISSING @throws {FaultTableError} */
export async function findFaults(folderPath: string): Promise<FaultTable> {
  const table = await loadFaults(folderPath);
  if (table !== null) return table;
  throw new ReportError('ERR_RECORD_MISSING', `Cannot find ${TABLE_NAME} in ${shownPath(folderPath)}`);
}
