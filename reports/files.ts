import { randomUUID } from 'node:crypto';
import { mkdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FileContent, ReportFile } from './format.ts';
import { ReportError } from './report-error.ts';

/** Where `npm run bench` and `npm run faults` keep their runs. */
export const RUNS = fileURLToPath(new URL('runs', import.meta.url));
export const RECORD_NAME = 'record.json';

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

export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

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

/** Replaces a file as a whole: whoever reads it meanwhile has the old one, and of two who write at once the last wins. */
export async function replaceFile(filePath: string, content: string): Promise<void> {
  const temporary = `${filePath}.${randomUUID()}`;
  try {
    await writeFile(temporary, content);
    await rename(temporary, filePath);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/**
 * @param remedy what to type where that cannot be done
 * @throws {ReportError} ERR_REPORT_UNWRITABLE
 */
export async function writeReport(
  folderPath: string,
  files: readonly ReportFile<FileContent>[],
  remedy = 'Choose a folder with --out',
): Promise<void> {
  try {
    for (const file of files) {
      const filePath = path.join(folderPath, file.path);
      await mkdir(path.dirname(filePath), { recursive: true });
      await writeFile(filePath, file.content);
    }
  } catch (error) {
    throw new ReportError('ERR_REPORT_UNWRITABLE', `Cannot write the report: ${reasonOf(error)}. ${remedy}`);
  }
}
