import type { Format } from '../format.ts';
import { picturePath } from '../picture-path.ts';

export const png: Format = {
  name: 'png',
  summary: 'Every chart as a picture, with its title and question.',
  destination: 'folder',
  render: ({ record, summary, charts, hasPictures, drawPng }) =>
    hasPictures
      ? charts.map((chart) => ({
          path: picturePath(chart),
          content: drawPng(chart.configure(record, summary), chart.title, chart.question),
        }))
      : [],
};
