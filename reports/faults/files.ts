import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { type FaultTable, parseFaultTable } from '../../stats/faults/fault-table.ts';
import { reasonOf, shownPath } from '../files.ts';
import { ReportError } from '../report-error.ts';

const TABLE_NAME = 'faults.json';

/** The table in a run's folder; null where there is none. @throws {ReportError} ERR_RECORD_UNREADABLE @throws {RecordError} */
export async function loadFaults(folderPath: string): Promise<FaultTable | null> {
  const filePath = path.join(folderPath, TABLE_NAME);
  let text: string;
  try {
    text = await readFile(filePath, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new ReportError('ERR_RECORD_UNREADABLE', `Cannot read ${shownPath(filePath)}: ${reasonOf(error)}`);
  }
  return parseFaultTable(text, shownPath(filePath));
}

/** @throws {ReportError} ERR_RECORD_MISSING, ERR_RECORD_UNREADABLE @throws {RecordError} */
export async function findFaults(folderPath: string): Promise<FaultTable> {
  const table = await loadFaults(folderPath);
  if (table !== null) return table;
  throw new ReportError(
    'ERR_RECORD_MISSING',
    `Cannot find ${TABLE_NAME} in ${shownPath(folderPath)}. Make one first: npm run faults`,
  );
}
