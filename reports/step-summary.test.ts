import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { appendStepSummary, stepSummaryText } from './step-summary.ts';

const sections = ['# Title', '## One\n\nfirst', `## Two\n\n${'second '.repeat(60)}`].join('\n\n');

test('stepSummaryText() leaves a short text alone', () => {
  expect(stepSummaryText(sections)).toBe(sections);
});

test('stepSummaryText() cuts a long one at a section, and says so', () => {
  const text = stepSummaryText(sections, 300);
  expect(text).toMatch(/^# Title\n\n## One\n\nfirst\n\n\*Cut here/u);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(300);
});

test('stepSummaryText() cuts at a line where the first section is too long, and never inside a character', () => {
  const text = stepSummaryText(`# Ü\n${'ü'.repeat(40)}\n${'é'.repeat(500)}`, 400);
  expect(text).toMatch(/^# Ü\nü{40}\n\n\*Cut here/u);
  expect(text).not.toContain('\uFFFD');
});

test('appendStepSummary() adds to the file of the step, and does nothing elsewhere', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'holdup-step-'));
  const file = path.join(folder, 'summary.md');
  await appendStepSummary({ GITHUB_STEP_SUMMARY: file }, '# One');
  await appendStepSummary({ GITHUB_STEP_SUMMARY: file }, '# Two');
  await appendStepSummary({}, '# Three');
  expect(await readFile(file, 'utf8')).toBe('# One\n# Two\n');
  await rm(folder, { recursive: true });
});

test('appendStepSummary() says why it could not, and fails nobody', async () => {
  const file = path.join(tmpdir(), 'holdup-no-such-folder', 'summary.md');
  expect(await appendStepSummary({ GITHUB_STEP_SUMMARY: file }, '# One')).toMatch(
    /^Cannot write the step summary: ENOENT/u,
  );
});
