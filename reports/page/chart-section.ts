import type { Summary } from '../../stats/summary.ts';
import type { ChartView } from '../chart-views.ts';
import { foldedTable } from './data-table.ts';
import { escapeHtml } from './escape-html.ts';
import { type PageSection, pageSection } from './section.ts';

/** The picture waits hidden until a script draws it; its numbers are open until a script folds them away. */
export function chartSection({ chart, record, question }: ChartView, summary: Summary): PageSection {
  const { name, title } = chart;
  const sentence = escapeHtml(chart.describe(record, summary));
  const numbers = foldedTable('Show the numbers', `${title}: the numbers`, '', chart.table(record, summary));
  return pageSection({
    id: name,
    title,
    question,
    body: `<figure><div class="picture" hidden><canvas data-chart="${name}" role="img" aria-label="${sentence}"></canvas></div>
<button class="save" type="button" data-download="png" aria-label="Save the picture: ${escapeHtml(title)}" hidden>Save the picture</button>
${numbers}</figure>`,
  });
}
