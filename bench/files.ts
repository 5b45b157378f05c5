import { access, mkdir, rename, rm, rmdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { HarnessError } from '../servers/errors.ts';
import type { RunRecord } from '../stats/record.ts';

const RUNS = fileURLToPath(new URL('../reports/runs/', import.meta.url));
const RECORD_NAME = 'record.json';

/** The folder of one run. Disposal removes it if nothing was written to it. */
export interface RunFolder extends AsyncDisposable {
  readonly folderPath: string;
  readonly recordPath: string;
  /** Replaces the record as a whole, so that a crash in the middle leaves the one before. */
  save(record: RunRecord): Promise<void>;
}

async function exists(filePath: string): Promise<boolean> {
  try {
    await access(filePath);
    return true;
  } catch {
    return false;
  }
}

/** Points reports/runs/latest at the folder; where the system allows no links, nothing but the shortcut is lost. */
async function linkLatest(folderPath: string): Promise<void> {
  const link = path.join(RUNS, 'latest');
  const temporary = `${link}.${process.pid}`;
  try {
    await symlink(process.platform === 'win32' ? folderPath : path.basename(folderPath), temporary, 'junction');
    if (process.platform === 'win32') await rm(link, { recursive: true, force: true });
    await rename(temporary, link);
  } catch {
    await rm(temporary, { force: true });
  }
}

/** 2026-11-21T10-20-30-neighbours: sorts by time, and every file system takes it. */
const folderName = (startedAt: string, scenarioName: string): string =>
  `${startedAt.slice(0, 19).replaceAll(':', '-')}-${scenarioName}`;

/**
 * @param out the folder to use; undefined makes one in reports/runs/ and points `latest` at it
 * @throws {HarnessError} ERR_OUT when the folder holds a record already or cannot be written
 */
export async function openRunFolder(
  out: string | undefined,
  startedAt: string,
  scenarioName: string,
): Promise<RunFolder> {
  const folderPath = out === undefined ? path.join(RUNS, folderName(startedAt, scenarioName)) : path.resolve(out);
  const recordPath = path.join(folderPath, RECORD_NAME);
  if (await exists(recordPath)) {
    throw new HarnessError('ERR_OUT', `Cannot write to ${folderPath} as it holds the record of another run`);
  }
  let isLinked = out !== undefined;
  const save = async (record: RunRecord): Promise<void> => {
    const temporary = `${recordPath}.${process.pid}`;
    await writeFile(temporary, `${JSON.stringify(record)}\n`);
    await rename(temporary, recordPath);
    // Not before: nobody wants to be shown a run that measured nothing.
    if (!isLinked) await linkLatest(folderPath);
    isLinked = true;
  };
  try {
    await mkdir(folderPath, { recursive: true });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new HarnessError('ERR_OUT', `Cannot make the folder ${folderPath}: ${reason}`, { cause });
  }
  // Fails where there is something in it, and so it should.
  return { folderPath, recordPath, save, [Symbol.asyncDispose]: async () => rmdir(folderPath).catch(() => {}) };
}

/** The report reads it, minutes later. @throws {HarnessError} ERR_RECORD_MISSING when there is nothing at that place */
export async function checkRecordPlace(place: string): Promise<void> {
  if (place === 'latest' || (await exists(path.resolve(place)))) return;
  throw new HarnessError('ERR_RECORD_MISSING', `Cannot compare with ${place} as there is nothing at this place`);
}
