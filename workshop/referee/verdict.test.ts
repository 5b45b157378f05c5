import { expect, test } from 'vitest';
import type { Measured } from './measure.ts';
import { type Attempt, type Miss, type Standing, isClearlyOver, tell, waitLimitMs } from './verdict.ts';
import { waitMisses, workMisses } from './work-misses.ts';

const MISS: Miss = { fact: 'narrow', question: '', isClear: false };
const attempt = (change: Partial<Attempt>): Attempt => ({ misses: [], facts: [], noiseMs: 2, output: [], ...change });

const FIRST: Standing = { othersCores: 0, seen: [], isLast: false, hasTime: true };
const TAKEN = 1_000;
const CLEAR: Miss = { ...MISS, fact: 'clear', isClear: true };
const LATE: Miss = { ...CLEAR, fact: 'late', isTimed: true };

test.each<{ what: string; tried: Attempt; outcome: string | null } & Partial<Standing>>([
  { what: 'no miss', tried: attempt({}), outcome: 'pass' },
  { what: 'no miss on a noisy machine', tried: attempt({ noiseMs: 90 }), outcome: 'pass' },
  { what: 'no miss while others have the cores', tried: attempt({}), othersCores: TAKEN, outcome: 'pass' },
  { what: 'a narrow miss', tried: attempt({ misses: [MISS] }), outcome: null },
  { what: 'a narrow miss at last', tried: attempt({ misses: [MISS] }), isLast: true, outcome: 'not-yet' },
  {
    what: 'a narrow miss at last on a noisy machine',
    tried: attempt({ misses: [MISS], noiseMs: 21 }),
    isLast: true,
    outcome: 'inconclusive',
  },
  { what: 'a clear miss', tried: attempt({ misses: [CLEAR], noiseMs: 21 }), outcome: 'not-yet' },
  {
    what: 'a clear miss that is not told from times, while others have the cores',
    tried: attempt({ misses: [CLEAR] }),
    othersCores: TAKEN,
    outcome: 'not-yet',
  },
  { what: 'a clear miss of time, seen once', tried: attempt({ misses: [LATE] }), outcome: null },
  { what: 'a clear miss of time, seen twice', tried: attempt({ misses: [LATE] }), seen: [LATE], outcome: 'not-yet' },
  {
    what: 'a clear miss of time after one of another kind',
    tried: attempt({ misses: [LATE] }),
    seen: [{ ...LATE, question: 'another' }],
    outcome: null,
  },
  {
    what: 'a clear miss of time, seen once, with no time for another try',
    tried: attempt({ misses: [LATE] }),
    hasTime: false,
    outcome: 'not-yet',
  },
  { what: 'a clear miss of time at last', tried: attempt({ misses: [LATE] }), isLast: true, outcome: 'not-yet' },
  {
    what: 'a clear miss of time, seen twice, where the system tells nothing of others',
    tried: attempt({ misses: [LATE] }),
    seen: [LATE],
    othersCores: null,
    outcome: 'not-yet',
  },
  {
    what: 'a clear miss of time while others have the cores',
    tried: attempt({ misses: [LATE] }),
    seen: [LATE],
    othersCores: TAKEN,
    outcome: null,
  },
  {
    what: 'a clear miss of time at last while others have the cores',
    tried: attempt({ misses: [LATE] }),
    othersCores: TAKEN,
    isLast: true,
    outcome: 'inconclusive',
  },
])('tell() of $what', ({ tried, outcome, ...standing }) => {
  expect(tell(tried, { ...FIRST, ...standing })?.outcome ?? null).toBe(outcome);
});

test.each<
  { what: string; misses: readonly Miss[]; told: readonly string[]; unsure: readonly string[] } & Partial<Standing>
>([
  { what: 'a narrow miss beside a clear one', misses: [MISS, CLEAR], told: ['clear'], unsure: ['narrow'] },
  { what: 'a clear miss of time beside another clear one', misses: [LATE, CLEAR], told: ['late', 'clear'], unsure: [] },
  {
    what: 'a clear miss of time beside another clear one, while others have the cores',
    misses: [LATE, CLEAR],
    othersCores: TAKEN,
    told: ['clear'],
    unsure: ['late'],
  },
  {
    what: 'all that was tried again and again',
    misses: [MISS, LATE],
    othersCores: TAKEN,
    isLast: true,
    told: ['narrow', 'late'],
    unsure: [],
  },
  {
    what: 'what was seen twice, and as less sure what was seen once',
    misses: [LATE, { ...LATE, fact: 'slow', question: 'another' }],
    seen: [LATE],
    told: ['late'],
    unsure: ['slow'],
  },
])('tell() tells $what', ({ misses, told, unsure, ...standing }) => {
  const verdict = tell(attempt({ misses }), { ...FIRST, ...standing });
  expect(verdict?.misses.map(({ fact }) => fact)).toEqual(told);
  expect(verdict?.unsure.map(({ fact }) => fact)).toEqual(unsure);
});

test('waitLimitMs() grows with the noise, and stays below half a task', () => {
  expect(waitLimitMs(50, { workMs: 400, noiseMs: 0 })).toBe(50);
  expect(waitLimitMs(50, { workMs: 400, noiseMs: 10 })).toBe(70);
  expect(waitLimitMs(50, { workMs: 400, noiseMs: 1_000 })).toBe(90);
  expect(waitLimitMs(50, { workMs: 100, noiseMs: 10 })).toBe(50);
});

test('isClearlyOver() wants three times the limit and three times the noise', () => {
  const quiet = { workMs: 400, noiseMs: 2 };
  expect(isClearlyOver(151, 50, quiet)).toBe(true);
  expect(isClearlyOver(149, 50, quiet)).toBe(false);
  expect(isClearlyOver(151, 50, { workMs: 400, noiseMs: 60 })).toBe(false);
});

const WELL: Measured = {
  answers: [{ outcome: 'ok', tookMs: 400 }],
  probes: [{ dueMs: 0, waitMs: 5 }],
  noiseMs: 2,
  cpuMs: 420,
  badProbeCount: 0,
};

test.each<{ what: string; seen: Partial<Measured>; facts: readonly RegExp[] }>([
  { what: 'work that was done', seen: {}, facts: [] },
  { what: 'a system that tells no CPU', seen: { cpuMs: null }, facts: [] },
  { what: 'a right answer without the CPU of it', seen: { cpuMs: 20 }, facts: [/used 20 ms of CPU/] },
  { what: 'a wrong digest', seen: { answers: [{ outcome: 'wrong', tookMs: 1 }] }, facts: [/another digest/] },
  { what: 'no answer', seen: { answers: [{ outcome: 'timed-out', tookMs: 6_000 }] }, facts: [/ended as "timed-out"/] },
  { what: 'neighbours without answers', seen: { badProbeCount: 3 }, facts: [/^3 neighbours/] },
])('workMisses() of $what', ({ seen, facts }) => {
  const misses = workMisses({ ...WELL, ...seen }, 400, 1);
  expect(misses.map(({ fact }) => fact)).toEqual(facts.map((fact) => expect.stringMatching(fact)));
});

test('waitMisses() says how long, how long is allowed, and shows it', () => {
  const seen = { ...WELL, probes: [{ dueMs: 0, waitMs: 482 }] };
  const [miss] = waitMisses(seen, {
    usualMs: 50,
    who: 'one job',
    question: 'Which line?',
    conditions: { workMs: 400, noiseMs: 2 },
  });
  expect(miss).toMatchObject({
    fact: 'With one job, a neighbour waited 482 ms; at most 54 ms are allowed here. 100 % of them waited longer than 50 ms.',
    isClear: true,
    picture: expect.stringContaining('482 ms') as string,
  });
});
