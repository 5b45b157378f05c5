import { expect, test } from 'vitest';
import { exampleRecord } from '../stats/examples/example-record.ts';
import { type Summary, summarize } from '../stats/summary.ts';
import { furtherVerdicts } from './further-verdicts.ts';

const summary = summarize(exampleRecord());
const [level] = summary.levels;
if (level === undefined) throw new RangeError('Cannot test without a level');

test('furtherVerdicts() tells what the best does to the heavy work, then who could not be told from the first', () => {
  const sentences = furtherVerdicts(summary);
  expect(sentences).toHaveLength(2);
  expect(sentences[0]).toMatch(
    /^thread-pool is better than blocking: heavy done per second .*95 % interval.* rounds\.$/u,
  );
  expect(sentences[1]).toMatch(/async-cpu and blocking.*neighbour-warm p9.*95 % interval.* rounds\.$/u);
});

test('furtherVerdicts() names nobody better of whom no difference was shown', () => {
  const comparisons = summary.comparisons.map((one) => ({ ...one, verdict: 'no-difference' as const }));
  expect(furtherVerdicts({ ...summary, comparisons })).toEqual([comparisons[0]?.sentence]);
});

test.each<{ readonly what: string; readonly untold: Summary }>([
  { what: 'of too few rounds for an interval', untold: summarize(exampleRecord({ roundCount: 1 })) },
  { what: 'where the instrument failed its own test', untold: summarize(exampleRecord({ selfTest: 'failed' })) },
  {
    what: 'of a scenario about something else',
    untold: {
      ...summary,
      levels: [{ ...level, record: { ...level.record, scenario: { ...level.record.scenario, focus: 'jobs' } } }],
    },
  },
])('furtherVerdicts() is silent $what', ({ untold }) => {
  expect(furtherVerdicts(untold)).toEqual([]);
});
