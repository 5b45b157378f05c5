import { appendixViews } from '../appendix-views.ts';
import type { Report } from '../format.ts';
import { foldedTable } from './data-table.ts';
import { type PageSection, pageSection } from './section.ts';

/** null where there is no table to show. */
export function appendixSection(report: Report): PageSection | null {
  const folded = appendixViews(report).map(
    ({ name, title, intro, table }) => `<div id="${name}">${foldedTable(title, title, intro, table)}</div>`,
  );
  if (folded.length === 0) return null;
  return pageSection({
    id: 'behind',
    title: 'Behind the numbers',
    question: 'For those who doubt them.',
    body: folded.join('\n'),
  });
}
