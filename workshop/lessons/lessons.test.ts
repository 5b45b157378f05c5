import { existsSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { VARIANT_LIMIT_MS, checkUntilTold, factsOf } from '../example-variant.ts';
import type { Lesson } from '../lesson.ts';
import { HINT_COUNT, folderName, loadHints, loadLessonText } from '../lesson-text.ts';
import type { Verdict } from '../referee/verdict.ts';
import { LESSONS } from './in-order.ts';

const CASES = LESSONS.map((lesson) => ({ name: folderName(lesson), lesson }));

/** Of `npm run test:lessons -- --repeat 20`. */
const REPEAT_COUNT = Number(process.env['HOLDUP_LESSON_REPEATS'] ?? 1);
const TIMES = REPEAT_COUNT === 1 ? '' : `, ${REPEAT_COUNT} times`;
const LIMIT_MS = REPEAT_COUNT * VARIANT_LIMIT_MS;

/** Why each starter fails: the thing that its lesson is about. */
const STARTER_FAILS: Readonly<Record<string, RegExp>> = {
  'one-handler': /^There were 3 stalls: .* Your meter reported none\.$/,
  'async-is-no-thread': /^labels\.json has no label yet for sync, .*\nWith one job at a time, a neighbour waited/,
  'take-turns': /^With one job at a time, a neighbour waited [^\n]*$/,
  'after-the-response': /^The 202 of POST \/work took .*\nWith work under way, a neighbour waited [^\n]*$/,
  'status-polling':
    /^POST \/jobs answered 202 with no Location; .*\nPOST \/jobs answered 202 with no Retry-After; [^\n]*$/,
  'thread-pool': /^With one job at a time, a neighbour waited [^\n]*$/,
  'process-pool': /^A task never ends, .* still lived\.$/,
  cluster: /^While a job ran, .*\n\d+ of \d+ others who asked for a job that exists, .* heard 404\.$/,
  // Whether the other worker is ever quicker than the one that takes up the throwing job again is chance.
  'job-queue':
    /^kill -9 ended a worker in the middle of its job\..*\nA job that throws each time was begun \d+ times, [^\n]*(?:\nA job that came after one that throws each time is "queued"\.)?$/,
  choosing:
    /^\d of 5 cards hold[^]*long-report: the server was killed [^]*\nuntrusted-code: the task that never ends [^\n]*$/,
};

const checked = async (lesson: Lesson, part: 'start' | 'solution'): Promise<Verdict> =>
  checkUntilTold(lesson, {
    folder: new URL(`${part}/`, lesson.folder),
    isClassroom: false,
    signal: new AbortController().signal,
  });

test('lessons are numbered from 1 on, and no name is there twice', () => {
  expect(LESSONS.map(({ number }) => number)).toEqual(LESSONS.map((_, index) => index + 1));
  expect(new Set(LESSONS.map(({ name }) => name)).size).toBe(LESSONS.length);
});

test.each(CASES)(
  '$name stands in the folder of its name, with starter and solution of the same file',
  ({ name, lesson }) => {
    expect(fileURLToPath(lesson.folder)).toMatch(new RegExp(`[\\\\/]${name}[\\\\/]$`));
    const [start, solution] = ['start/', 'solution/'].map((part) => new URL(part + lesson.mainFile, lesson.folder));
    expect([start, solution].map((file) => existsSync(file ?? ''))).toEqual([true, true]);
    const lines = readFileSync(start ?? '', 'utf8').split('\n');
    expect(lines.length).toBeLessThanOrEqual(60);
  },
);

test.each(CASES)(
  '$name tells minutes, questions, objectives, key points, what is out of its scope, and the kitchen story',
  async ({ lesson }) => {
    const { minutes, questions, objectives, keyPoints, outOfScope, body } = await loadLessonText(lesson);
    expect(minutes).toBeGreaterThan(0);
    expect([questions.length, objectives.length, keyPoints.length].every((count) => count > 0)).toBe(true);
    expect(outOfScope).not.toBe('');
    expect(body).toMatch(/kitchen story/i);
  },
);

test.each(CASES)('$name has hints of three levels', async ({ lesson }) => {
  const hints = await loadHints(lesson);
  expect(hints).toHaveLength(HINT_COUNT);
  expect(hints.every((hint) => hint.length > 40)).toBe(true);
});

test.each(CASES)('$name tells instructors what to expect, what if not, and asks an exit question', ({ lesson }) => {
  const text = readFileSync(new URL('instructor.md', lesson.folder), 'utf8');
  const headings = [...text.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
  expect(headings).toEqual(['Expected ranges', 'If it does not look like this', 'Exit question']);
  expect(text.trim()).toMatch(/\?$|\?\s.*\?$/);
});

test.each(CASES)('$name asks for numbers in whole questions', ({ lesson }) => {
  expect(lesson.predictions.every(({ question }) => question(400).endsWith('?'))).toBe(true);
});

test.each(CASES)(
  `the starter of $name fails for the reason that the lesson is about${TIMES}`,
  { timeout: LIMIT_MS },
  async ({ lesson }) => {
    for (let repeat = 0; repeat < REPEAT_COUNT; repeat += 1) {
      const verdict = await checked(lesson, 'start');
      expect(factsOf(verdict)).toMatch(STARTER_FAILS[lesson.name] ?? /^a lesson's reason stands in STARTER_FAILS$/);
      expect(verdict.outcome).toBe('not-yet');
    }
  },
);

test.each(CASES)(`the solution of $name passes${TIMES}`, { timeout: LIMIT_MS }, async ({ lesson }) => {
  for (let repeat = 0; repeat < REPEAT_COUNT; repeat += 1) {
    const { outcome, misses } = await checked(lesson, 'solution');
    expect({ outcome, misses }).toEqual({ outcome: 'pass', misses: [] });
  }
});
