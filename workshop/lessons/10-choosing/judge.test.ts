import { expect, test } from 'vitest';
import { CARDS, type Card } from './card.ts';
import { cardMisses, survivalMisses } from './judge.ts';
import type { Seen } from './seen.ts';

const WORK_MS = 400;
const DONE = { outcome: 'ok', tookMs: 300 } as const;
const TOLD = { outcome: 'failed', tookMs: 1_000 } as const;
const TIMES_10 = Array.from({ length: 10 });

/** Everything as any card wants it. */
const WELL: Seen = {
  probes: [{ dueMs: 0, waitMs: 5 }],
  tasks: TIMES_10.map(() => DONE),
  guests: [TOLD, TOLD],
  highestRate: 10,
  noiseMs: 2,
  cpuSeconds: 1,
  memoryMb: 120,
};

const cardNamed = (name: Card['name']): Card => {
  const card = CARDS.find((one) => one.name === name);
  if (card === undefined) throw new RangeError(name);
  return card;
};

const tasksWith = (outcome: Seen['tasks'][number]['outcome'], count: number): Seen['tasks'] =>
  TIMES_10.map((_, index) => (index < count ? { outcome, tookMs: 100 } : DONE));

test.each(CARDS)('$name has no miss when all it asks for is there', (card) => {
  expect(cardMisses(card, WELL, WORK_MS)).toEqual([]);
});

test.each<{ what: string; card: Card['name']; seen: Partial<Seen>; says: RegExp; asks: RegExp; isClear: boolean }>([
  {
    what: 'a neighbour who waits for a whole task',
    card: 'waiting-user',
    seen: { probes: [{ dueMs: 0, waitMs: 400 }] },
    says: /^waiting-user: one neighbour in a hundred waited 400 ms or longer; at most 54 ms/,
    asks: /On which thread/,
    isClear: true,
  },
  {
    what: 'tasks that were refused',
    card: 'tiny-tasks',
    seen: { tasks: tasksWith('refused', 3) },
    says: /7 of 10 tasks were answered right, 3 were refused, 0 too late, 0 failed; at least 98 % must/,
    asks: /How many may wait here/,
    isClear: false,
  },
  {
    what: 'tasks that came too late',
    card: 'waiting-user',
    seen: { tasks: tasksWith('timed-out', 6) },
    says: /0 were refused, 6 too late, 0 failed/,
    asks: /how many can this strategy do/,
    isClear: true,
  },
  {
    what: 'tasks that were ended by the timeout',
    card: 'long-report',
    seen: { tasks: tasksWith('failed', 10) },
    says: /0 of 10 tasks were answered right, 0 were refused, 0 too late, 10 failed/,
    asks: /Which of your settings ends a task that is honest/,
    isClear: true,
  },
  {
    what: 'a user who waits for two tasks',
    card: 'waiting-user',
    seen: { tasks: [{ outcome: 'ok', tookMs: 800 }] },
    says: /the slowest task had its answer after 800 ms; at most 722 ms/,
    asks: /What does a task wait for/,
    isClear: false,
  },
  {
    what: 'a copy for each worker',
    card: 'big-input',
    seen: { memoryMb: 300 },
    says: /the server held 300 MB; at most 275 MB/,
    asks: /How many copies/,
    isClear: false,
  },
  {
    what: 'a stranger’s task that nobody ends',
    card: 'untrusted-code',
    seen: { guests: [{ outcome: 'timed-out', tookMs: 5_000 }, TOLD] },
    says: /the task that never ends was not told as failed within 3.50 s/,
    asks: /Who ends a task/,
    isClear: true,
  },
  {
    what: 'a stranger’s task that is ended late',
    card: 'untrusted-code',
    seen: { guests: [{ outcome: 'failed', tookMs: 4_000 }, TOLD] },
    says: /the task that never ends was not told as failed/,
    asks: /after how long/,
    isClear: false,
  },
  {
    what: 'a stranger’s exit that nobody tells',
    card: 'untrusted-code',
    seen: { guests: [TOLD, { outcome: 'broken', tookMs: 10 }] },
    says: /the task that calls process.exit\(\) was not told as failed/,
    asks: /Who is left/,
    isClear: true,
  },
])('cardMisses() of $what', ({ card, seen, says, asks, isClear }) => {
  const misses = cardMisses(cardNamed(card), { ...WELL, ...seen }, WORK_MS);
  expect(misses).toHaveLength(1);
  expect(misses[0]).toMatchObject({
    fact: expect.stringMatching(says) as string,
    question: expect.stringMatching(asks) as string,
    isClear,
  });
});

test.each([
  { survival: { doneCount: 3, openCount: 0 }, clear: [] },
  { survival: { doneCount: 0, openCount: 0 }, clear: [true] },
  { survival: { doneCount: 2, openCount: 1 }, clear: [false] },
])('survivalMisses() of $survival is clear where nobody waits any more', ({ survival, clear }) => {
  expect(survivalMisses(cardNamed('long-report'), survival).map(({ isClear }) => isClear)).toEqual(clear);
});
