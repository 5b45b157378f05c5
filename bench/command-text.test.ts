import { expect, test } from 'vitest';
import { commandText } from './command-text.ts';

test.each([
  { argv: '--quick', text: '--quick --seed 7' },
  { argv: '--seed 3 --quick', text: '--seed 3 --quick' },
  { argv: '--seed=3', text: '--seed=3' },
  { argv: '--out here --quick --json', text: '--quick --seed 7' },
  { argv: '--out=here --quick', text: '--quick --seed 7' },
  { argv: '--task ./my-task.ts', text: '--task ./my-task.ts --seed 7' },
])('commandText() of $argv with seed 7 is $text', ({ argv, text }) => {
  expect(commandText(argv.split(' '), 7)).toBe(`npm run bench -- ${text}`);
});

test('commandText() quotes what a shell would take apart', () => {
  expect(commandText(['--fail-on', "p99 > 'x'"], 7)).toContain(String.raw`--fail-on 'p99 > '\''x'\'''`);
});

test.each([
  { url: 'redis://me:secret@127.0.0.1:6379/0', shown: 'redis://me:PASSWORD@127.0.0.1:6379/0' },
  { url: 'redis://:secret@127.0.0.1', shown: 'redis://:PASSWORD@127.0.0.1' },
  { url: 'redis://127.0.0.1:6379', shown: 'redis://127.0.0.1:6379' },
])('commandText() shows no password: $url', ({ url, shown }) => {
  expect(commandText(['--queue', url], 7)).toBe(`npm run bench -- --queue ${shown} --seed 7`);
  expect(commandText([`--queue=${url}`], 7)).toBe(`npm run bench -- --queue=${shown} --seed 7`);
});
