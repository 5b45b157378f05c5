import type { FaultDigest, RunDigest } from './digest.ts';

/** What became of reading one file of a folder. */
export type Reading<Digest> =
  | { readonly state: 'read'; readonly digest: Digest; readonly bytes: number }
  | { readonly state: 'unreadable'; readonly code: string; readonly message: string; readonly bytes: number };

/** One folder of reports/runs. */
export interface GalleryEntry {
  readonly folderName: string;
  /** As a person would type it: reports/runs/2026-11-21T10-20-30-neighbours. */
  readonly shownPath: string;
  /** ISO; of the record or, where there is none, of the fault table. */
  readonly modifiedAt: string;
  /** null where the folder holds no such file. */
  readonly run: Reading<RunDigest> | null;
  readonly faults: Reading<FaultDigest> | null;
  readonly hasReport: boolean;
  readonly hasFaultPage: boolean;
}

/** ISO: when it was measured, or, of what cannot be read, when its file was written. */
export function startedAtOf({ run, faults, modifiedAt }: GalleryEntry): string {
  if (run?.state === 'read') return run.digest.startedAt;
  return run === null && faults?.state === 'read' ? faults.digest.startedAt : modifiedAt;
}

export const newestFirst = (entries: readonly GalleryEntry[]): GalleryEntry[] =>
  entries.toSorted((a, b) => Date.parse(startedAtOf(b)) - Date.parse(startedAtOf(a)));
