import type { SummarizedRun } from '../stats/compare/compare-records.ts';
import { parseRecord } from '../stats/parse-record.ts';
import { summarize } from '../stats/summary.ts';
import { findRecord, shownPath } from './files.ts';

export interface LoadedRun extends SummarizedRun {
  /** Absolute. */
  readonly recordPath: string;
}

/**
 * @param place as in `findRecord`
 * @throws {ReportError} as `findRecord` does
 * @throws {RecordError} as `parseRecord` does
 */
export async function loadRun(place: string): Promise<LoadedRun> {
  const { recordPath, text } = await findRecord(place);
  const record = parseRecord(text, shownPath(recordPath));
  return { record, summary: summarize(record), recordPath };
}
