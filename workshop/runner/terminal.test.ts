import { copyFile, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CTRL_C, hasPseudoTerminal, openTerminal } from '../../tests/terminal.ts';
import { openExamplePlayground } from '../example-playground.ts';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
const SOLUTION = new URL('../lessons/01-one-handler/solution/meter.ts', import.meta.url);
const LIMIT_MS = 200_000;

let playground: URL & AsyncDisposable;
beforeAll(async () => {
  playground = await openExamplePlayground();
});
afterAll(async () => playground[Symbol.asyncDispose]());

const opened = (words: string, columns = 80) =>
  openTerminal(`node ${MAIN} --classroom --playground ${fileURLToPath(playground)} ${words}`, { columns });

// One learner at one keyboard: each test goes on where the one before ended.
describe.skipIf(!hasPseudoTerminal)('at a terminal', { timeout: LIMIT_MS }, () => {
  test.each([
    { name: 'Ctrl-C', keys: CTRL_C },
    { name: 'Ctrl-D', keys: '\u0004' },
  ])('$name at a prediction ends with 130, and nothing is lost', async ({ keys }) => {
    const terminal = opened('run');
    await terminal.shows(/\[ms\]/);
    terminal.type(keys);
    expect(await terminal.ended).toBe(130);
    expect(terminal.lines().join('\n')).toMatch(/Your files and your progress are kept/);
  });

  test('predictions are asked for one by one, and a word is asked for again', async () => {
    const terminal = opened('run');
    await terminal.shows(/\[ms\]/);
    terminal.type('soon\r');
    await terminal.shows(/^Type a number, such as 5\. A guess is welcome\.$/);
    terminal.type('5\r');
    await terminal.shows(/^2\. /);
    terminal.type('400 ms\r');
    await terminal.shows(/^You said 5\.0 ms, it was /);
    expect(await terminal.ended).toBe(0);
    expect(terminal.lines().join('\n')).toMatch(/^You said 400 ms, it was [^]*^Next: npm run workshop -- check$/m);
  });

  test('watch has a key for each wish, checks a file that is saved, opens the next lesson, and ends with q', async () => {
    const terminal = opened('watch');
    await terminal.shows(/^Keys: c check, r run, h hint, .* q end$/);
    expect(terminal.lines().join('\n')).toMatch(/^Not yet\./m);
    terminal.type('h');
    await terminal.shows(/^Hint 1 of 3$/);
    await copyFile(SOLUTION, new URL('01-one-handler/start/meter.ts', playground));
    await terminal.shows(/^Passed\./);
    await terminal.shows(/^Progress \[#+>-+\] 1\//);
    terminal.type('l');
    await terminal.shows(/^ 1 {2}.*: passed, 1 hint$/);
    terminal.type('n');
    await terminal.shows(/^workshop\/.*02-async-is-no-thread\/start$/);
    terminal.type('q');
    expect(await terminal.ended).toBe(0);
    expect([...terminal.tooLong]).toEqual([]);
  });

  test('watch without saves goes by keys alone; Ctrl-C ends it, and the terminal is as before', async () => {
    const terminal = opened('watch 1 --manual; echo "code $?"; stty -a | grep -o " icanon"', 60);
    await terminal.shows(/q end$/);
    await copyFile(SOLUTION, new URL('01-one-handler/start/meter.ts', playground));
    terminal.type('c');
    await terminal.shows(/^Passed\.$/, 2);
    await terminal.shows(/q end$/, 2);
    terminal.type(CTRL_C);
    await terminal.shows(/^code 0$/);
    await terminal.shows(/^ icanon$/);
    expect([...terminal.tooLong]).toEqual([]);
  });

  test('the screen of an opened lesson fits 60 columns', async () => {
    const terminal = opened('start 2', 60);
    expect(await terminal.ended).toBe(0);
    expect([...terminal.tooLong].filter((row) => !row.includes('/'))).toEqual([]);
    expect(JSON.parse(await readFile(new URL('progress.json', playground), 'utf8'))).toMatchObject({
      current: 'async-is-no-thread',
    });
  });
});
