import { jsonReport } from '../cells.ts';
import type { Format } from '../format.ts';
import { jsonEscape } from '../plain-text.ts';

/** The same JSON, without characters that a terminal would act on rather than show. */
export const visibleJson = (text: string): string => text.replaceAll(/[\p{Cf}\u007F-\u009F\u2028\u2029]/gu, jsonEscape);

export const json: Format = {
  name: 'json',
  summary: 'One object with the numbers, for programs.',
  destination: 'stdout',
  render: ({ summary, recordPath }) => [
    {
      path: 'report.json',
      content: `${visibleJson(JSON.stringify(jsonReport(summary, recordPath), null, 2))}\n`,
    },
  ],
};
