import { expect, test } from 'vitest';
import { chartViews } from './chart-views.ts';
import { exampleReport } from './example-report.ts';

test('where nobody was measured only charts of all levels are shown: the others would be empty axes', () => {
  const report = exampleReport({ levels: 'open', roundCount: 1 });
  const targets = report.summary.targets.map((target) => ({
    ...target,
    status: 'invalid' as const,
    validTrialCount: 0,
  }));
  const unmeasured = chartViews({ ...report, summary: { ...report.summary, targets } });
  expect(chartViews(report).length).toBeGreaterThan(unmeasured.length);
  expect(unmeasured.length).toBeGreaterThan(0);
  expect(unmeasured.map(({ chart }) => chart.draws)).toEqual(unmeasured.map(() => 'all-levels'));
});
