import { readFile, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Typed, openExamplePlayground, typeIn } from '../example-playground.ts';

const LIMIT_MS = 100_000;

let playground: URL & AsyncDisposable;
beforeAll(async () => {
  playground = await openExamplePlayground();
});
afterAll(async () => playground[Symbol.asyncDispose]());

/** By somebody whose tasks are small. */
const typed = async (...words: readonly string[]): Promise<Typed> => typeIn(playground, ['--classroom', ...words]);

const lastLine = (text: string): string | undefined => text.trimEnd().split('\n').at(-1);
const COPY = '01-one-handler/start/meter.ts';

// One learner's way through a lesson: each test goes on where the one before ended.
test('the first screen opens lesson 1, names the file to edit and what to type next', async () => {
  const { stdout, exitCode } = await typed();
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^Progress \[>-+\] 0\/\d+\n\nLesson 1: /);
  expect(stdout).toMatch(/^Your file: .*01-one-handler\/start\/meter\.ts$/m);
  expect(lastLine(stdout)).toBe('Next: npm run workshop -- run');
});

test(
  'nothing is revealed before predictions are there, and without a terminal it says how to give them',
  { timeout: LIMIT_MS },
  async () => {
    for (const command of ['run', 'check']) {
      const { stdout, exitCode } = await typed(command);
      expect(exitCode).toBe(2);
      expect(stdout).not.toMatch(/silent|stalls/);
      expect(lastLine(stdout)).toBe('Next: npm run workshop -- run 1 --predict 10,20');
    }
  },
);

test.each([
  { given: '5', says: /must have 2 numbers with commas between them: got "5"/ },
  { given: '5,soon', says: /must be a number, 0 or more: got "soon"/ },
])('--predict $given is refused', async ({ given, says }) => {
  const { stderr, exitCode } = await typed('run', '--predict', given);
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(says);
});

test('run shows the demonstration, and each prediction beside the truth', { timeout: LIMIT_MS }, async () => {
  const { stdout, exitCode } = await typed('--predict', '5,400', 'run');
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^health \|*\.+.*silent/m);
  expect(stdout).toMatch(/^You said 5\.0 ms, it was [\d,.]+ m?s\. /m);
  expect(lastLine(stdout)).toBe('Next: npm run workshop -- check');
});

test('solution is not shown before a pass', async () => {
  const { stdout, exitCode } = await typed('solution');
  expect(exitCode).toBe(1);
  expect(stdout).not.toMatch(/import/);
  expect(lastLine(stdout)).toBe('Next: npm run workshop -- hint');
});

test('hint shows one more each time', async () => {
  expect((await typed('hint')).stdout).not.toMatch(/Hint 2 of 3/);
  const { stdout } = await typed('hint');
  expect(stdout).toMatch(/Hint 1 of 3[^]*Hint 2 of 3/);
  expect(lastLine(stdout)).toBe('Next: npm run workshop -- check');
});

test('check fails the starter with exit code 1 and passes the solution with 0', { timeout: LIMIT_MS }, async () => {
  const failed = await typed('check');
  expect(failed.exitCode).toBe(1);
  expect(failed.stdout).toMatch(
    /Not yet\.[^]*Whose event loop does your meter watch\?\n\nNext: npm run workshop -- hint\n$/,
  );
  const solution = await readFile(new URL('../lessons/01-one-handler/solution/meter.ts', import.meta.url));
  await writeFile(new URL(COPY, playground), solution);
  const passed = await typed('check');
  expect(passed.stdout).toMatch(/Passed\.[^]*Progress \[#+>-+\] 1\//);
  expect(lastLine(passed.stdout)).toBe('Next: npm run workshop -- solution');
  expect(passed.exitCode).toBe(0);
});

test('after a pass the solution is shown, the next lesson opens, and progress tells of both', async () => {
  expect((await typed('solution')).stdout).toMatch(/solution\/meter\.ts\nimport/);
  const { stdout } = await typed('progress');
  expect(stdout).toMatch(/^ 1 {2}.*: passed, 2 hints$/m);
  expect(lastLine(stdout)).toBe('Next: npm run workshop -- start 2');
  expect((await typed('start')).stdout).toMatch(/^Lesson 2: /m);
});

test('review tells what was furthest off first', async () => {
  const { stdout } = await typed('review');
  expect(stdout).toMatch(/^Lesson 1, question \d: You said /m);
  expect(lastLine(stdout)).toBe('Next: npm run workshop -- run 1');
});

test('reset puts the starter back and keeps what was written', async () => {
  const written = await readFile(new URL(COPY, playground), 'utf8');
  const { stdout } = await typed('reset', '1');
  expect(stdout).toMatch(/is kept in .*kept-1/);
  expect(await readFile(new URL('01-one-handler/kept-1/meter.ts', playground), 'utf8')).toBe(written);
  expect(await readFile(new URL(COPY, playground), 'utf8')).not.toBe(written);
});

test('smaller tasks are asked for once, and stay until the usual ones are asked for', async () => {
  const isKept = async (): Promise<unknown> => {
    const { isClassroom } = JSON.parse(await readFile(new URL('progress.json', playground), 'utf8')) as {
      readonly isClassroom?: boolean;
    };
    return isClassroom;
  };
  await typeIn(playground, ['progress']);
  expect(await isKept()).toBe(true);
  await typeIn(playground, ['--no-classroom', 'start', '1']);
  await typeIn(playground, ['hint']);
  expect(await isKept()).toBe(false);
});

test.each([
  { words: ['start', 'two'], says: /ERR_USAGE: .*It must be a whole number from 1 to 99: got "two"/ },
  { words: ['doctor', '3'], says: /ERR_USAGE: too many arguments for 'doctor'/ },
  { words: ['check', '--fast'], says: /ERR_USAGE: unknown option '--fast'/ },
])('what a command does not take is refused: $words', async ({ words, says }) => {
  const { stderr, exitCode } = await typed(...words);
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(says);
});

test('a command that is not there is refused with those that are', async () => {
  const { stderr, exitCode } = await typed('chek');
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/ERR_USAGE: There is no command "chek": the commands are start, run, check, /);
});

test('a lesson that is not there is refused with those that are', async () => {
  const { stderr, exitCode } = await typed('start', '42');
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/ERR_USAGE: There is no lesson 42: the lessons are 1, 2, 3/);
});

test('a damaged progress file begins anew rather than fail', async () => {
  await writeFile(new URL('progress.json', playground), '{"version":1,"cur');
  const { stdout, exitCode } = await typed('progress');
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/0\/\d+/);
});
