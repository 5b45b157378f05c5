import { expect, test } from 'vitest';
import { choiceMisses, chosenOf, loadDeliveries } from './settings.ts';

const GOOD = {
  strategy: 'job-queue',
  workers: 'cores',
  queueLimit: 100,
  timeoutMs: 5_000,
  expect: { neighbourMsP99: 10, tasksPerSecond: 4 },
};

const deliveries = await loadDeliveries();

test('choiceMisses() of a good choice has none', () => {
  expect(choiceMisses('tiny-tasks', GOOD, deliveries)).toEqual([]);
});

test.each<{ what: string; choice: unknown; says: RegExp }>([
  { what: 'no choice', choice: undefined, says: /^The card tiny-tasks has no choice yet\.$/ },
  { what: 'a text', choice: 'blocking', says: /has no choice yet/ },
  {
    what: 'an unknown strategy',
    choice: { ...GOOD, strategy: 'goroutines' },
    says: /^tiny-tasks: strategy must be the name of a strategy: it is "goroutines"\.$/,
  },
  { what: 'a name that drives a terminal', choice: { ...GOOD, strategy: '\u001b[2J' }, says: /it is "\\u001b\[2J"/ },
  { what: 'a list of strategies', choice: { ...GOOD, strategy: ['blocking'] }, says: /it is \["blocking"\]/ },
  { what: 'a thousand threads', choice: { ...GOOD, workers: 1_000 }, says: /workers must be .* it is 1000\.$/ },
  { what: 'nobody who works', choice: { ...GOOD, workers: 0 }, says: /workers must be .* it is 0\.$/ },
  { what: 'half a thread', choice: { ...GOOD, workers: 1.5 }, says: /workers must be a whole number/ },
  { what: 'a queue without end', choice: { ...GOOD, queueLimit: Infinity }, says: /queueLimit .* it is Infinity\.$/ },
  { what: 'no time', choice: { ...GOOD, timeoutMs: 1 }, says: /timeoutMs must be .* it is 1\.$/ },
  { what: 'a time as text', choice: { ...GOOD, timeoutMs: '5000' }, says: /it is "5000"\.$/ },
  {
    what: 'no expectation',
    choice: { ...GOOD, expect: undefined },
    says: /expect\.neighbourMsP99 must .* it is missing\.$/,
  },
  {
    what: 'an expectation of nothing',
    choice: { ...GOOD, expect: { neighbourMsP99: 10, tasksPerSecond: 0 } },
    says: /expect\.tasksPerSecond must be a number above 0: it is 0\.$/,
  },
])('choiceMisses() of $what says what must be, and what is', ({ choice, says }) => {
  const [first] = choiceMisses('tiny-tasks', choice, deliveries);
  expect(first?.fact).toMatch(says);
  expect(first?.question).toMatch(/\?/);
});

test('choiceMisses() names each setting that is wrong', () => {
  expect(choiceMisses('tiny-tasks', {}, deliveries)).toHaveLength(6);
});

test('chosenOf() gives one worker to each core where no number is named', () => {
  expect(chosenOf(GOOD, 6, deliveries).settings).toEqual({
    strategyName: 'job-queue',
    delivery: 'deferred',
    workerCount: 6,
    queueLimitCount: 100,
    taskTimeoutMs: 5_000,
  });
  expect(chosenOf({ ...GOOD, workers: 3 }, 6, deliveries).settings.workerCount).toBe(3);
});
