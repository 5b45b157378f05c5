import { chartViews } from '../chart-views.ts';
import type { Format } from '../format.ts';
import { picturePath } from '../picture-path.ts';

export const png: Format = {
  name: 'png',
  summary: 'Every chart as a picture, with its title and question.',
  destination: 'folder',
  render: (report) =>
    report.hasPictures
      ? chartViews(report).map(({ chart, record, question }) => ({
          path: picturePath(chart),
          content: report.drawPng(chart.configure(record, report.summary), chart.title, question),
        }))
      : [],
};
