import { existsSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { VARIANT_LIMIT_MS, certainFactsOf, checkUntilTold, factsLike, factsOf } from '../example-variant.ts';
import type { Lesson } from '../lesson.ts';
import { HINT_COUNT, folderName, loadHints, loadLessonText } from '../lesson-text.ts';
import type { Verdict } from '../referee/verdict.ts';
import { LESSONS } from './in-order.ts';

const CASES = LESSONS.map((lesson) => ({ name: folderName(lesson), lesson }));

/** Of `npm run test:lessons -- --repeat 20`. */
const REPEAT_COUNT = Number(process.env['HOLDUP_LESSON_REPEATS'] ?? 1);
const TIMES = REPEAT_COUNT === 1 ? '' : `, ${REPEAT_COUNT} times`;
const LIMIT_MS = REPEAT_COUNT * VARIANT_LIMIT_MS;

/** Why each starter fails: what its lesson is about. What is told from times may be told beside it on a noisy machine. */
const STARTER_FAILS: Readonly<Record<string, { readonly says: readonly RegExp[]; readonly mayAdd?: RegExp }>> = {
  'one-handler': { says: [/^There were 3 stalls: .* Your meter reported none\.$/] },
  'async-is-no-thread': {
    says: [/^labels\.json has no label yet for sync, /, /^With one job at a time, a neighbour waited/],
  },
  'take-turns': { says: [/^With one job at a time, a neighbour waited/] },
  'after-the-response': {
    says: [/^The 202 of POST \/work took /, /^With work under way, a neighbour waited/],
  },
  'status-polling': {
    says: [/^POST \/jobs answered 202 with no Location; /, /^POST \/jobs answered 202 with no Retry-After; /],
  },
  'thread-pool': { says: [/^With one job at a time, a neighbour waited/] },
  'process-pool': { says: [/^A task never ends, .* still lived\.$/] },
  cluster: {
    says: [/^While a job ran, /, /^\d+ of \d+ others who asked for a job that exists, .* heard 404\.$/],
  },
  'job-queue': {
    says: [/^kill -9 ended a worker in the middle of its job\./, /^A job that throws each time was begun \d+ times, /],
    // Whether the other worker is ever quicker than the one that takes up the throwing job again is chance.
    mayAdd: /^A job that came after one that throws each time is "queued"\.$/,
  },
  choosing: {
    says: [/^long-report: the server was killed /, /^untrusted-code: the task that never ends /],
    mayAdd: /^(?:tiny-tasks|waiting-user|big-input): /,
  },
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
      const { says, mayAdd = /^$/ } = STARTER_FAILS[lesson.name] ?? { says: [/^a reason stands in STARTER_FAILS$/] };
      expect(factsOf(verdict)).toEqual(factsLike(says));
      expect(certainFactsOf(verdict).filter((fact) => ![...says, mayAdd].some((one) => one.test(fact)))).toEqual([]);
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
