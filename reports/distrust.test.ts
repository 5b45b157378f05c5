import { expect, test } from 'vitest';
import { DISTRUST_CODE, otherWarnings } from './distrust.ts';
import { exampleReport } from './example-report.ts';

test('otherWarnings() are all but the one that stands in the box', () => {
  const { summary } = exampleReport({ selfTest: 'failed', roundCount: 1 });
  const codes = summary.warnings.map(({ code }) => code);
  expect(codes).toContain(DISTRUST_CODE);
  expect(otherWarnings(summary).map(({ code }) => code)).toEqual(codes.filter((code) => code !== DISTRUST_CODE));
});

test('otherWarnings() are all of a record without a failed self-test', () => {
  const { summary } = exampleReport({ roundCount: 1 });
  expect(otherWarnings(summary)).toEqual(summary.warnings);
});
