import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { SummarizedRun } from '../../stats/compare/compare-records.ts';
import { RECORD_NAME, replaceFile } from '../files.ts';
import { type FileStamp, type FolderDigest, NO_DIGEST, digestOfRun, parseDigest } from './digest.ts';

const DIGEST_NAME = 'digest.json';

/** null where there is no such file. */
export async function stampOf(filePath: string): Promise<FileStamp | null> {
  try {
    const { size, mtimeMs } = await stat(filePath);
    return { bytes: size, modifiedAtMs: mtimeMs };
  } catch {
    return null;
  }
}

export const isSame = (kept: FileStamp | undefined, now: FileStamp): boolean =>
  kept?.bytes === now.bytes && kept.modifiedAtMs === now.modifiedAtMs;

/** NO_DIGEST where none was kept. */
export const keptDigest = (folderPath: string): Promise<FolderDigest> =>
  readFile(path.join(folderPath, DIGEST_NAME), 'utf8').then(parseDigest, () => NO_DIGEST);

/** A digest that cannot be kept costs time at the next look, and nothing else. */
export async function keepDigest(folderPath: string, digest: FolderDigest): Promise<void> {
  try {
    await replaceFile(path.join(folderPath, DIGEST_NAME), `${JSON.stringify(digest)}\n`);
  } catch {
    // A folder of somebody else's, or a full disk.
  }
}

/** So that the gallery does not read again what has just been drawn. */
export async function keepRunDigest(recordPath: string, { record, summary }: SummarizedRun): Promise<void> {
  const folderPath = path.dirname(recordPath);
  const stamp = await stampOf(recordPath);
  if (stamp === null) return;
  const kept = await keptDigest(folderPath);
  await keepDigest(folderPath, { ...kept, run: { stamp, digest: digestOfRun(record, summary) } });
}

/** Whether the gallery need not read the folder's record. */
export const isFresh = async (folderPath: string): Promise<boolean> => {
  const [record, { run }] = await Promise.all([stampOf(path.join(folderPath, RECORD_NAME)), keptDigest(folderPath)]);
  return record === null || isSame(run?.stamp, record);
};
