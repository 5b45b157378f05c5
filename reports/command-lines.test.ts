import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { commandLines } from './command-lines.ts';
import { columnsOf } from './plain-text.ts';

test('commandLines() leaves a command that fits alone', () => {
  expect(commandLines('npm run bench -- --seed 1', 40)).toEqual(['npm run bench -- --seed 1']);
});

test('commandLines() breaks between words, not inside quotes, and within its columns', () => {
  const command = `npm run bench -- --task-input '{"limit": 5, "x": "it'\\''s"}' --strategy blocking,thread-pool`;
  const lines = commandLines(command, 40);
  expect(lines).toEqual([
    String.raw`npm run bench -- --task-input \ `.trim(),
    String.raw`'{"limit": 5, "x": "it'\''s"}' \ `.trim(),
    '--strategy blocking,thread-pool',
  ]);
  expect(lines.every((line) => columnsOf(line) <= 40)).toBe(true);
});

test('a shell takes the lines for the command that they were', () => {
  const words = ['--task-input', `'{"limit": 5, "x": "it'\\''s"}'`, '"two words"', '--strategy', 'blocking'];
  const run = (command: string): string => execFileSync('sh', ['-c', command], { encoding: 'utf8' });
  const command = `printf '%s;' ${words.join(' ')}`;
  expect(run(commandLines(command, 38).join('\n'))).toBe(run(command));
});

test('commandLines() breaks a word that is longer than a line, and loses nothing', () => {
  const lines = commandLines(`run ${'x'.repeat(50)} y`, 20);
  expect(lines.every((line) => columnsOf(line) <= 20)).toBe(true);
  expect(lines.join('').replaceAll(/[ \\]/gu, '')).toBe(`run${'x'.repeat(50)}y`);
});
