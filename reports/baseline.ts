import { type RecordComparison, type SummarizedRun, compareRecords } from '../stats/compare/compare-records.ts';
import { type Mismatch, mismatchesOf } from '../stats/compare/mismatches.ts';

/** An earlier run, and what has changed since. */
export interface Baseline {
  /** Its file, as the reader would type it. */
  readonly recordPath: string;
  /** What was unlike when it was measured. */
  readonly mismatches: readonly Mismatch[];
  /** null: refused, as conditions were unlike and nobody allowed that. */
  readonly comparison: RecordComparison | null;
}

/**
 * Refused, it is told why, and the report stands all the same: it may be of a run that took an hour.
 *
 * @param earlier the baseline, from which `run` is told to differ
 */
export function baselineOf(
  earlier: SummarizedRun & { readonly allowsMismatch: boolean },
  run: SummarizedRun,
  recordPath: string,
): Baseline {
  const mismatches = mismatchesOf(earlier.record, run.record);
  const isRefused = mismatches.length > 0 && !earlier.allowsMismatch;
  return { recordPath, mismatches, comparison: isRefused ? null : compareRecords(earlier, run) };
}

export const BASELINE_TITLE = 'Against a baseline';
export const REFUSAL =
  'Not compared, as the two runs were made under unlike conditions. --allow-mismatch compares them all the same.';
