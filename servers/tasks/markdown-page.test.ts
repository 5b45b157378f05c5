import { expect, test } from 'vitest';
import { markdownPage } from './markdown-page.ts';

test('markdownPage.run() of two passes counts twice what one pass has', () => {
  const once = markdownPage.run({ document: 'LTS', passCount: 1 });
  const twice = markdownPage.run({ document: 'LTS', passCount: 2 });
  expect(once).toMatchObject({ headingCount: 5, linkCount: 8, listItemCount: 5 });
  expect(twice).toMatchObject({ headingCount: 10, linkCount: 16, listItemCount: 10, htmlBytes: 2 * once.htmlBytes });
  expect(twice.htmlSha256).not.toBe(once.htmlSha256);
});

test.each([
  { document: 'LTS', passCount: 1, stepCount: 1 },
  { document: 'LTS', passCount: 3, stepCount: 3 },
  { document: 'all', passCount: 1, stepCount: 21 },
  { document: 'all', passCount: 2, stepCount: 42 },
] as const)('markdownPage.steps() of $document, $passCount times, are $stepCount', ({ stepCount, ...input }) => {
  expect([...markdownPage.steps(input)]).toHaveLength(stepCount);
});
