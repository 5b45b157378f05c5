import type { RunRecord } from '../stats/record.ts';
import type { Chart } from './chart.ts';
import type { Report } from './format.ts';
import { measuredTargets } from './streams.ts';

/** A chart with the record that it draws. */
export interface ChartView {
  readonly chart: Chart;
  readonly record: RunRecord;
  /** The chart's, and which of several levels it is about. */
  readonly question: string;
}

/**
 * Every chart that has something to show. Of several levels most charts draw one: what `summary.targets` is of. Where
 * nobody was measured there, they would be empty axes.
 */
export function chartViews({ record, summary, charts }: Report): ChartView[] {
  const shown = summary.levels[summary.shownLevelIndex];
  const views = charts.map((chart): ChartView => {
    if (shown === undefined || chart.draws === 'all-levels') return { chart, record, question: chart.question };
    const shownNote = shown.name === '' ? '' : ` Shown: ${shown.name}.`;
    return { chart, record: shown.record, question: `${chart.question}${shownNote}` };
  });
  const isEmpty = measuredTargets(summary).length === 0;
  return views.filter(
    ({ chart, record: drawn }) =>
      !(isEmpty && chart.draws !== 'all-levels') && (chart.isShown?.(drawn, summary) ?? true),
  );
}
