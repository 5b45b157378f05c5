import { expect, test } from 'vitest';
import { ANSWER_RULES, type AnswerName, knownAnswers } from './known-answers.ts';
import { SELF_TEST_PLANS } from './self-test-plan.ts';

const NAMES = Object.keys(ANSWER_RULES) as AnswerName[];
const exact = (form: 'short' | 'long') =>
  Object.fromEntries(
    NAMES.map((name) => [name, { measured: ANSWER_RULES[name].closedForm(SELF_TEST_PLANS[form]) }]),
  ) as Record<AnswerName, { measured: number }>;

const one = (name: AnswerName, measured: number, { expected = measured, isShared = true } = {}) =>
  knownAnswers('long', { [name]: { measured, expected } }, isShared).find((answer) => answer.name === name);

test.each(['short', 'long'] as const)('the closed forms themselves pass the %s form', (form) => {
  const answers = knownAnswers(form, exact(form), false);
  expect(answers.map(({ name }) => name)).toEqual(NAMES);
  expect(answers.filter(({ isPassed }) => !isPassed)).toEqual([]);
});

test.each([
  { name: 'stall-p90', expected: 100 },
  { name: 'stall-p99', expected: 190 },
  { name: 'stall-max', expected: 200 },
  { name: 'md1-heavy-mean', expected: 30 },
  { name: 'md1-neighbour-mean', expected: 10 },
  { name: 'closed-throughput', expected: 100 },
  { name: 'closed-heavy-mean', expected: 100 },
  { name: 'closed-neighbour-mean', expected: 150 },
])('the long form expects $expected of $name', ({ name, expected }) => {
  const answer = knownAnswers('long', {}, false).find((known) => known.name === name);
  expect(answer?.expected).toBeCloseTo(expected, 6);
});

test('what was not measured has failed', () => {
  const answers = knownAnswers('long', {}, false);
  expect(answers.map(({ measured }) => measured)).toEqual(NAMES.map(() => null));
  expect(answers.some(({ isPassed }) => isPassed)).toBe(false);
});

test('a mean of no samples is not measured', () => {
  expect(one('md1-heavy-mean', Number.NaN)).toMatchObject({ measured: null, isPassed: false });
});

test.each([
  { measured: 194.7, isPassed: true },
  { measured: 195, isPassed: false },
  { measured: 185, isPassed: false },
  { measured: 0, isPassed: false },
])('a p99 of $measured ms where 190 ms are expected passes the long form: $isPassed', ({ measured, isPassed }) => {
  expect(one('stall-p99', measured, { expected: 190 })?.isPassed).toBe(isPassed);
});

test('what is allowed lies around the expected value of the very arrivals, not around the closed form', () => {
  const answer = one('md1-heavy-mean', 36, { expected: 36 });
  expect(answer).toMatchObject({ expected: 36, isPassed: true });
  expect(answer?.low).toBeGreaterThan(30);
});

test('a sender may be 20 ms late where it shares its core, and 5 ms where it does not', () => {
  expect(one('sender-lateness-p99', 12, { expected: 0, isShared: true })?.isPassed).toBe(true);
  expect(one('sender-lateness-p99', 12, { expected: 0, isShared: false })?.isPassed).toBe(false);
});

test('a busy process must get four fifths of a core', () => {
  expect(one('core-share-sender', 0.81, { expected: 1 })?.isPassed).toBe(true);
  expect(one('core-share-sender', 0.79, { expected: 1 })?.isPassed).toBe(false);
});

test('the short form allows as much as the long one, or more, of the same expected value', () => {
  for (const name of NAMES) {
    const seen = { [name]: { measured: 20, expected: 20 } };
    const widthOf = (form: 'short' | 'long'): number => {
      const answer = knownAnswers(form, seen, true).find((known) => known.name === name);
      return (answer?.high ?? Number.NaN) - (answer?.low ?? Number.NaN);
    };
    expect(widthOf('short')).toBeGreaterThanOrEqual(widthOf('long'));
  }
});

test('the heavy requests of the self-test take half of a loop', () => {
  for (const { blocking } of Object.values(SELF_TEST_PLANS)) {
    expect((blocking.heavyPerSecond * blocking.holdMs) / 1_000).toBe(0.5);
  }
});
