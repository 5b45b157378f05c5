import { mkdir, readFile, realpath, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ReportFile } from './format.ts';
import { ReportError } from './report-error.ts';

const RUNS = fileURLToPath(new URL('runs/', import.meta.url));
const RECORD_NAME = 'record.json';

export interface FoundRecord {
  readonly recordPath: string;
  readonly text: string;
}

/** Relative to the working directory where it lies below, so that reports name nobody's home. */
export function shownPath(filePath: string): string {
  const relative = path.relative(process.cwd(), filePath);
  const isBelow = relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative);
  return isBelow ? relative.replaceAll(path.sep, '/') : filePath;
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/**
 * The record that a person means.
 *
 * @param place a record, the folder of a run, or `latest` for the last run of `npm run bench`
 * @throws {ReportError} ERR_RECORD_MISSING, ERR_RECORD_UNREADABLE
 */
export async function findRecord(place: string): Promise<FoundRecord> {
  const wanted = place === 'latest' ? path.join(RUNS, 'latest') : path.resolve(place);
  let found: string;
  try {
    found = await realpath(wanted); // links in a report would point at another run tomorrow
    if ((await stat(found)).isDirectory()) found = await realpath(path.join(found, RECORD_NAME));
  } catch {
    const hint = place === 'latest' ? 'Make a run first: npm run bench' : 'Name a record.json or the folder of a run';
    throw new ReportError('ERR_RECORD_MISSING', `Cannot find a record at ${shownPath(wanted)}. ${hint}`);
  }
  try {
    return { recordPath: found, text: await readFile(found, 'utf8') };
  } catch (error) {
    throw new ReportError('ERR_RECORD_UNREADABLE', `Cannot read ${shownPath(found)}: ${reasonOf(error)}`);
  }
}

/** @throws {ReportError} ERR_REPORT_UNWRITABLE */
export async function writeReport(folderPath: string, files: readonly ReportFile[]): Promise<void> {
  try {
    for (const file of files) {
      const filePath = path.join(folderPath, file.path);
      await mkdir(path.dirname(filePath), { recursive: true });
      await writeFile(filePath, file.content);
    }
  } catch (error) {
    throw new ReportError(
      'ERR_REPORT_UNWRITABLE',
      `Cannot write the report: ${reasonOf(error)}. Choose a folder with --out`,
    );
  }
}
