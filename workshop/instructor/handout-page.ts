import { pageDocument } from '../../reports/page/document.ts';
import { PAGE_STYLE } from '../../reports/page/style.ts';
import { markdownHtml } from './markdown.ts';
import type { Material } from './material.ts';

/** On paper it is one page, A4 or US Letter: whichever the printer has. */
const STYLE = `${PAGE_STYLE}
main { max-width: 860px; padding: 32px 24px 48px; }
h1 { padding: 0; }
h2 { margin-top: 26px; }
th, td { text-align: left; white-space: normal; }
thead tr:first-child th:first-child, tbody th { position: static; }
td { border-top: 1px solid var(--line); }
td:first-child { padding-left: 0; }
td:first-child code { white-space: nowrap; }
@media (max-width: 760px) { td:first-child code { white-space: normal; overflow-wrap: break-word; } }
@media print {
  @page { margin: 11mm 14mm; }
  body { font-size: 9.4pt; line-height: 1.3; }
  main { padding: 0; }
  h1 { margin: 0 0 4px; font-size: 16pt; }
  h2 { margin: 9px 0 1px; font-size: 11.5pt; }
  p { margin: 0 0 4px; }
  table { width: 100%; }
  th, td, thead th { padding: 1.7px 8px 1.7px 0; font-size: 9.4pt; white-space: normal; }
  ul { margin: 2px 0 0; padding-left: 1.2em; }
}`;

/** handout.html, from which the PDF is printed too. */
export const handoutPage = ({ handout }: Material): string => {
  const [, title = ''] = /^# (.+)$/m.exec(handout) ?? [];
  return pageDocument({ title, style: STYLE, main: markdownHtml(handout) });
};
