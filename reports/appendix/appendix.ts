import type { RunRecord } from '../../stats/record.ts';
import type { Summary } from '../../stats/summary.ts';
import type { DataTable } from '../chart.ts';

/** A table behind the report, for those who doubt it: folded away until somebody asks. */
export interface Appendix {
  /** Its anchor in the page. */
  readonly name: string;
  /** Its place in a report, lowest first; unique. */
  readonly place: number;
  title(record: RunRecord, summary: Summary): string;
  /** What the table is and how to read it, in a sentence or two; '' where it needs none. */
  intro(record: RunRecord, summary: Summary): string;
  /** Without rows the appendix is not shown. */
  table(record: RunRecord, summary: Summary): DataTable;
}

/** A column for the level where there are several, and nothing else. */
export const levelColumn = ({ levels }: Summary): readonly string[] => (levels.length > 1 ? ['Level'] : []);
export const levelCell = ({ levels }: Summary, levelName: string): readonly string[] =>
  levels.length > 1 ? [levelName] : [];
