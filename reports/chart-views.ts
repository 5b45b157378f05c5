import type { RunRecord } from '../stats/record.ts';
import type { Chart } from './chart.ts';
import type { Report } from './format.ts';

/** A chart with the record that it draws. */
export interface ChartView {
  readonly chart: Chart;
  readonly record: RunRecord;
  /** The chart's, and which of several levels it is about. */
  readonly question: string;
}

/** Every chart that has something to show. Of several levels most charts draw one: what `summary.targets` is of. */
export function chartViews({ record, summary, charts }: Report): ChartView[] {
  const shown = summary.levels[summary.shownLevelIndex];
  const views = charts.map((chart): ChartView => {
    if (shown === undefined || chart.draws === 'all-levels') return { chart, record, question: chart.question };
    const shownNote = shown.name === '' ? '' : ` Shown: ${shown.name}.`;
    return { chart, record: shown.record, question: `${chart.question}${shownNote}` };
  });
  return views.filter((view) => view.chart.isShown?.(view.record, summary) ?? true);
}
