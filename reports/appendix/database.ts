import { databaseRows } from '../database.ts';
import { shownStream } from '../streams.ts';
import type { Appendix } from './appendix.ts';
import { levelCell, levelColumn } from './appendix.ts';

export const database: Appendix = {
  name: 'database',
  place: 3.5,
  title: () => 'What the database took',
  intro: () =>
    'Each request awaits a database before its work, to read the input, and after it, to write the output. Means of right answers: what the database itself took for both; from the handler’s start until the work began; the work; and from there until the answer was in hand. What the two awaits took beyond the database itself was spent behind other requests’ work, or in the queue for a worker. Servers that answer 202 do not say what their database took.',
  table: (record, summary) => ({
    columns: [
      'Target',
      ...levelColumn(summary),
      'Stream',
      'The database itself',
      'Until the work began',
      'The work',
      'Until in hand',
    ],
    rows: databaseRows(summary).map((row) => [
      row.targetName,
      ...levelCell(summary, row.levelName),
      shownStream(record, row.streamName),
      row.databaseText,
      row.beforeText,
      row.workText,
      row.afterText,
    ]),
  }),
};
