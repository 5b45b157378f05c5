import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { oneHandler, statusPolling, takeTurns } from '../lessons/index.ts';
import { loadClass } from './class-files.ts';
import { classScreen } from './class-screen.ts';
import { penOfTerminal } from './pen.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'holdup-class-'));
});
afterEach(async () => rm(folder, { recursive: true }));

const handIn = async (name: string, predictions: readonly number[], truths: readonly number[], isPassed = true) =>
  writeFile(
    path.join(folder, name),
    JSON.stringify({
      version: 1,
      current: '',
      lessons: { 'one-handler': { predictions, truths, isPassed, hintCount: 0 } },
    }),
  );

const PEN = penOfTerminal({ hasColor: false, isAscii: true });
const screen = async (): Promise<string> =>
  classScreen(await loadClass(folder), [oneHandler, takeTurns], PEN).join('\n');

test('each learner counts next to what their own laptop measured', async () => {
  // The same prediction is far too low on a slow laptop and right on a fast one.
  await handIn('a.json', [100, 1_000], [2_000, 1_000]);
  await handIn('b.json', [100, 990], [100, 1_000], false);
  const text = await screen();
  expect(text).toMatch(/^2 learners\./);
  expect(text).toMatch(/Lesson 1, passed by 1 of 2/);
  const [first = '', second = ''] = text.split(/^2\. /m);
  expect(first).toMatch(/under a tenth +1 #+$/m);
  expect(first).toMatch(/about right +1 #+$/m);
  expect(second).toMatch(/about right +2 #+$/m);
  expect(text).not.toMatch(/Lesson 3/);
});

test.each([
  { predicted: 10, band: 'under a tenth' },
  { predicted: 700, band: 'too low' },
  { predicted: 1_000, band: 'about right' },
  { predicted: 1_400, band: 'too high' },
  { predicted: 10_000, band: 'over ten times' },
])('$predicted ms beside 1000 ms is "$band"', async ({ predicted, band }) => {
  await handIn('a.json', [predicted, 1], [1_000, 1]);
  const row = (await screen()).split('\n').find((line) => /\s1 #+$/.test(line));
  expect(row?.trim().startsWith(band)).toBe(true);
});

test('a status code is right or another one', async () => {
  const progress = { predictions: [200, 200, 5], truths: [404, 200, 5], isPassed: true, hintCount: 0 };
  await writeFile(
    path.join(folder, 'a.json'),
    JSON.stringify({ version: 1, current: '', lessons: { 'status-polling': progress } }),
  );
  const text = classScreen(await loadClass(folder), [statusPolling], PEN).join('\n');
  const [, first = '', second = ''] = text.split(/^\d\. /m);
  expect(first).toMatch(/another one +1 #+$[^]*right +0$/m);
  expect(second).toMatch(/another one +0$[^]*right +1 #+$/m);
});

test('who has predicted and not yet run is not counted, and no line is too long', async () => {
  await handIn('a.json', [1, 2], []);
  expect(await screen()).toMatch(/Nobody has predicted and run a lesson yet/);
  await handIn('b.json', [1, 2], [1, 2]);
  expect((await screen()).split('\n').filter((line) => line.length > 80)).toEqual([]);
});

test('a file that is nobody’s progress is left out and named, and drives no terminal', async () => {
  await handIn('a.json', [1, 2], [1, 2]);
  await writeFile(path.join(folder, 'b\u001b[2J.json'), '{"version":1}');
  expect(await screen()).toMatch(/^Left out, as it is nobody's progress: b\\u\{1b\}\[2J\.json$/m);
});

test('a folder that is not there, or has no progress, is refused with what to do', async () => {
  await expect(loadClass(path.join(folder, 'gone'))).rejects.toThrow(/cannot be read \(ENOENT\): name the one with/);
  await expect(loadClass(folder)).rejects.toThrow(/has no progress file: copy each learner's/);
});
