import * as appendixList from './appendix/index.ts';
import type { Appendix } from './appendix/appendix.ts';
import type { DataTable } from './chart.ts';
import type { Report } from './format.ts';

interface AppendixView {
  readonly name: string;
  readonly title: string;
  readonly intro: string;
  readonly table: DataTable;
}

/** Those that have something to tell of this record, in the order of their places. */
export function appendixViews({ record, summary }: Pick<Report, 'record' | 'summary'>): AppendixView[] {
  const appendices: readonly Appendix[] = Object.values(appendixList);
  const ordered = appendices.toSorted((a, b) => a.place - b.place);
  return ordered.flatMap((appendix) => {
    const table = appendix.table(record, summary);
    if (table.rows.length === 0) return [];
    return [
      { name: appendix.name, title: appendix.title(record, summary), intro: appendix.intro(record, summary), table },
    ];
  });
}
