import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { appendStepSummary } from './step-summary.ts';

test('appendStepSummary() adds to the file of the step, and does nothing elsewhere', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'holdup-step-'));
  const file = path.join(folder, 'summary.md');
  await appendStepSummary({ GITHUB_STEP_SUMMARY: file }, () => '# One');
  await appendStepSummary({ GITHUB_STEP_SUMMARY: file }, () => '# Two');
  await appendStepSummary({}, () => '# Three');
  expect(await readFile(file, 'utf8')).toBe('# One\n# Two\n');
  await rm(folder, { recursive: true });
});

test('appendStepSummary() says why it could not, and fails nobody', async () => {
  const file = path.join(tmpdir(), 'holdup-no-such-folder', 'summary.md');
  expect(await appendStepSummary({ GITHUB_STEP_SUMMARY: file }, () => '# One')).toMatch(
    /^Cannot write the step summary: ENOENT/u,
  );
});

test('appendStepSummary() keeps below what GitHub takes', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'holdup-step-'));
  const file = path.join(folder, 'summary.md');
  await appendStepSummary({ GITHUB_STEP_SUMMARY: file }, () => '# One\n\nsome more text\n\n'.repeat(50_000));
  const text = await readFile(file, 'utf8');
  expect(Buffer.byteLength(text)).toBeLessThan(1_000_000);
  expect(text).toContain('*Cut to 900 kB');
  await rm(folder, { recursive: true });
});
