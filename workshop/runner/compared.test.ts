import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { comparedLines } from './compared.ts';
import { penOfTerminal } from './pen.ts';

async function compared(mine: Readonly<Record<string, string>>, ours: Readonly<Record<string, string>>) {
  const root = await mkdtemp(path.join(tmpdir(), 'holdup-compared-'));
  onTestFinished(async () => rm(root, { recursive: true }));
  const folders = [mine, ours].map((_, index) => pathToFileURL(`${path.join(root, String(index))}${path.sep}`));
  for (const [index, files] of [mine, ours].entries()) {
    const folder = folders[index] ?? pathToFileURL(root);
    await mkdir(folder);
    for (const [name, text] of Object.entries(files)) await writeFile(new URL(name, folder), text);
  }
  const [a = pathToFileURL(root), b = pathToFileURL(root)] = folders;
  return comparedLines({ mine: a, ours: b, pen: penOfTerminal({ hasColor: false, isAscii: true }) });
}

test('a line of the learner has a minus, one of ours a plus, with two lines around', async () => {
  const lines = await compared({ 'a.ts': '1\n2\n3\nmine\n5\n6\n7\n' }, { 'a.ts': '1\n2\n3\nours\n5\n6\n7\n' });
  expect(lines).toEqual(['a.ts: - yours, + ours', 'line 2', ' 2', ' 3', '-mine', '+ours', ' 5', ' 6', '']);
});

test('files that are equal are said to be, and one that the learner lacks is all ours', async () => {
  const lines = await compared({ 'a.ts': 'same\n' }, { 'a.ts': 'same\n', 'b.ts': 'new\n' });
  expect(lines).toEqual(['a.ts: the same', '', 'b.ts: - yours, + ours', 'line 1', '+new', '']);
});

test('what a learner wrote drives no terminal', async () => {
  expect(await compared({ 'a.ts': '\u001b[2J\n' }, { 'a.ts': 'x\n' })).toContain('-\\u{1b}[2J');
});
