import type { Metric } from '../../stats/compare/compare.ts';
import type { Prediction } from '../../stats/prediction.ts';
import { formatMs, formatShare } from '../../stats/units.ts';
import { shownStream } from '../streams.ts';
import { formatTaskRate, withTwoDigits } from '../wording.ts';
import type { Appendix } from './appendix.ts';
import { levelCell, levelColumn } from './appendix.ts';

function figureText(metric: Metric, value: number | null): string {
  if (value === null || Number.isNaN(value)) return 'n/a';
  if (!Number.isFinite(value)) return 'without end';
  return metric === 'donePerSecond' ? formatTaskRate(value) : formatMs(value);
}

/** "M/D/1 at 50 %": the share of the capacity that is asked for. */
const modelText = ({ model, utilisation }: Prediction): string =>
  utilisation === null ? model : `${model} at ${formatShare(utilisation)}`;

export const predicted: Appendix = {
  name: 'predicted',
  place: 2,
  title: () => 'Predicted and measured',
  intro: () =>
    'What queueing theory gives from D and the cores alone, at what share of the capacity: where one queue can be stepped through, for the very arrivals of this run, so that chance in how they fell is in both; else, and in the charts, in general. Ratio: measured / predicted. From 0.85 to 1.2 the two agree; beyond, the note says what may be behind it.',
  table: (record, summary) => ({
    columns: ['Target', ...levelColumn(summary), 'Figure', 'Model', 'Predicted', 'Measured', 'Ratio', 'Note'],
    rows: summary.levels.flatMap(({ name, targets }) =>
      targets.flatMap(({ targetName, predictions }) =>
        predictions.map((prediction) => [
          targetName,
          ...levelCell(summary, name),
          `${shownStream(record, prediction.streamName)} ${prediction.metric === 'donePerSecond' ? 'tasks/s' : prediction.metric}`,
          modelText(prediction),
          figureText(prediction.metric, prediction.replayed ?? prediction.predicted),
          figureText(prediction.metric, prediction.measured),
          prediction.ratio === null ? 'n/a' : withTwoDigits(prediction.ratio),
          prediction.note,
        ]),
      ),
    ),
    proseColumn: 'Note',
  }),
};
