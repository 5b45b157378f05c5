import { readFile, readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { parseFaultTable } from '../../stats/faults/fault-table.ts';
import { RecordError } from '../../stats/parse-document.ts';
import { parseRecord } from '../../stats/parse-record.ts';
import { summarize } from '../../stats/summary.ts';
import { plural } from '../../stats/units.ts';
import { RECORD_NAME, RUNS, reasonOf, replaceFile, shownPath } from '../files.ts';
import { pageModule } from '../page-script.ts';
import { ReportError } from '../report-error.ts';
import {
  type FaultDigest,
  type FileStamp,
  type FolderDigest,
  NO_DIGEST,
  type RunDigest,
  digestOfFaults,
  digestOfRun,
} from './digest.ts';
import { isFresh, isSame, keepDigest, keptDigest, stampOf } from './digest-file.ts';
import type { GalleryEntry, Reading } from './entry.ts';
import { galleryPage } from './page.ts';

/** For the person at the prompt. */
type Tell = (text: string) => void;

const FAULTS_NAME = 'faults.json';
const PAGE_NAME = 'index.html';

const textOf = (file: string | URL): Promise<string> => readFile(file, 'utf8');

/** What was kept of a file, if it is still the same file; else what it says now. */
async function readingOf<Digest>(
  filePath: string,
  stamp: FileStamp | null,
  kept: { readonly stamp: FileStamp; readonly digest: Digest } | null,
  digestOf: (text: string, name: string) => Digest,
): Promise<Reading<Digest> | null> {
  if (stamp === null) return null;
  const { bytes } = stamp;
  if (kept !== null && isSame(kept.stamp, stamp)) return { state: 'read', digest: kept.digest, bytes };
  try {
    return { state: 'read', digest: digestOf(await textOf(filePath), shownPath(filePath)), bytes };
  } catch (error) {
    const code = error instanceof RecordError ? error.code : 'ERR_RECORD_UNREADABLE';
    const message =
      error instanceof RecordError ? error.message : `Cannot read ${shownPath(filePath)}: ${reasonOf(error)}`;
    return { state: 'unreadable', code, message, bytes };
  }
}

const runDigest = (text: string, name: string): RunDigest => {
  const record = parseRecord(text, name);
  return digestOfRun(record, summarize(record));
};

const faultDigest = (text: string, name: string): FaultDigest => digestOfFaults(parseFaultTable(text, name));

const keptOf = <Digest>(reading: Reading<Digest> | null, stamp: FileStamp | null) =>
  stamp === null || reading?.state !== 'read' ? null : { stamp, digest: reading.digest };

async function entryOf(folderPath: string): Promise<GalleryEntry | null> {
  const [recordPath, tablePath] = [path.join(folderPath, RECORD_NAME), path.join(folderPath, FAULTS_NAME)];
  const [runStamp, faultStamp] = await Promise.all([stampOf(recordPath), stampOf(tablePath)]);
  const written = runStamp ?? faultStamp;
  if (written === null) return null;
  const kept = await keptDigest(folderPath);
  const run = await readingOf(recordPath, runStamp, kept.run, runDigest);
  const faults = await readingOf(tablePath, faultStamp, kept.faults, faultDigest);
  const now: FolderDigest = { ...NO_DIGEST, run: keptOf(run, runStamp), faults: keptOf(faults, faultStamp) };
  if (JSON.stringify(now) !== JSON.stringify(kept)) await keepDigest(folderPath, now);
  const [report, faultPage] = await Promise.all([
    stampOf(path.join(folderPath, PAGE_NAME)),
    stampOf(path.join(folderPath, 'faults.html')),
  ]);
  return {
    folderName: path.basename(folderPath),
    shownPath: shownPath(folderPath),
    modifiedAt: new Date(written.modifiedAtMs).toISOString(),
    run,
    faults,
    hasReport: report !== null,
    hasFaultPage: faultPage !== null,
  };
}

/** Reading so many takes seconds: the person at the prompt should know why, and that it is done once. */
const TOLD_COUNT = 10;

/** One after the other: of records without a digest only one is in memory at a time. Links, like latest, are left out. */
async function entriesOf(runsPath: string, tell: Tell): Promise<GalleryEntry[]> {
  const folders = (await readdir(runsPath, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const paths = folders.map(({ name }) => path.join(runsPath, name));
  const unread = (await Promise.all(paths.map(isFresh))).filter((is) => !is).length;
  if (unread > TOLD_COUNT) tell(`Reading ${plural(unread, 'record')} for the gallery, once`);
  const entries: GalleryEntry[] = [];
  for (const folderPath of paths) {
    const entry = await entryOf(folderPath);
    if (entry !== null) entries.push(entry);
  }
  return entries;
}

export interface WrittenGallery {
  readonly pagePath: string;
  readonly entryCount: number;
}

/**
 * Draws the gallery of all runs in a folder, from their digests where those are fresh.
 *
 * @throws {ReportError} ERR_RECORD_MISSING where there is no such folder, ERR_REPORT_UNWRITABLE
 */
export async function writeGallery(runsPath: string, tell: Tell): Promise<WrittenGallery> {
  const pagePath = path.join(runsPath, PAGE_NAME);
  let entries: readonly GalleryEntry[];
  try {
    entries = await entriesOf(runsPath, tell);
  } catch {
    const hint = 'Make a run first: npm run bench';
    throw new ReportError('ERR_RECORD_MISSING', `Cannot find a folder of runs at ${shownPath(runsPath)}. ${hint}`);
  }
  const script = pageModule([await textOf(new URL('filter.ts', import.meta.url))]);
  try {
    await replaceFile(pagePath, galleryPage(entries, shownPath(runsPath), script));
  } catch (error) {
    throw new ReportError('ERR_REPORT_UNWRITABLE', `Cannot write the gallery: ${reasonOf(error)}`);
  }
  return { pagePath, entryCount: entries.length };
}

async function isInRuns(folderPath: string, runsPath: string): Promise<boolean> {
  try {
    return (await realpath(path.dirname(folderPath))) === (await realpath(runsPath));
  } catch {
    return false;
  }
}

/** From the folder of a report to the gallery, where it is one of the runs kept and the record is its own. */
export async function galleryHrefOf(
  folderPath: string,
  recordPath: string,
  runsPath = RUNS,
): Promise<string | undefined> {
  const isOwn = path.dirname(recordPath) === folderPath;
  return isOwn && (await isInRuns(folderPath, runsPath)) ? `../${PAGE_NAME}` : undefined;
}

/**
 * Draws the gallery anew where the folder is one of the runs kept. A gallery that cannot be written costs nobody their
 * report.
 */
export async function renewGallery(folderPath: string, tell: Tell, runsPath = RUNS): Promise<void> {
  if (!(await isInRuns(folderPath, runsPath))) return;
  try {
    await writeGallery(runsPath, tell);
  } catch (error) {
    tell(reasonOf(error));
  }
}
