import { expect, test } from 'vitest';
import { type BurstAnswer, burstLimitMs, burstMisses, refusalMs } from './burst.ts';
import { type Leaving, leavingMisses } from './leaving.ts';

const LIMITS = { threadCount: 2, queueLimit: 8 };
const answer = (status: number, tookMs: number, headers = {}): BurstAnswer => ({
  task: { nonce: 'word', iterations: 1 },
  reply: { status, tookMs, headers, body: '' },
});
const many = (count: number, one: BurstAnswer): BurstAnswer[] => Array.from({ length: count }, () => one);
const kept = (count: number, tookMs = 400): BurstAnswer[] => many(count, answer(200, tookMs));
const refused = (count: number, tookMs = 5, headers = { 'retry-after': '1' }): BurstAnswer[] =>
  many(count, answer(503, tookMs, headers));

test('burstLimitMs() is one and a half times the rounds of all who are kept, and a thread that must start', () => {
  expect(burstLimitMs(LIMITS, 80)).toBe(1.5 * 5 * 80 + 100);
  expect(burstLimitMs({ threadCount: 2, queueLimit: 7 }, 80)).toBe(1.5 * 5 * 80 + 100);
});

test('refusalMs() is the middle one of the refusals, and 0 without one', () => {
  expect(refusalMs([...kept(5), ...refused(2, 10), ...refused(1, 90)])).toBe(10);
  expect(refusalMs(kept(5))).toBe(0);
});

test.each<{ what: string; burst: readonly BurstAnswer[]; facts: readonly RegExp[]; isClear?: boolean }>([
  { what: 'as many as there is room for', burst: [...kept(10), ...refused(50)], facts: [] },
  {
    what: 'all, without a limit',
    burst: [...kept(40), ...many(20, answer(0, 1_400))],
    facts: [/kept 60 and refused 0; with 2 threads and a queue of 8 it keeps 10 at most/],
    isClear: true,
  },
  { what: 'one too many', burst: [...kept(11), ...refused(49)], facts: [/kept 11 and refused 49/], isClear: false },
  {
    what: 'two who came when two were done already',
    burst: [...kept(12), ...refused(47), ...refused(1, 60)],
    facts: [],
  },
  { what: 'fewer than it could', burst: [...kept(4), ...refused(56)], facts: [/kept 4; .* have room for 10/] },
  {
    what: 'with an error for those it refuses',
    burst: [...kept(10), ...many(50, answer(500, 5))],
    facts: [/50 got neither a digest nor a 503 but status 500/],
    isClear: true,
  },
  {
    what: 'and refuses without Retry-After',
    burst: [...kept(10), ...refused(50, 5, { 'retry-after': '0' })],
    facts: [/50 of 50 refusals had no header Retry-After/],
    isClear: true,
  },
  {
    what: 'and refuses late',
    burst: [...kept(10), ...refused(50, 400)],
    facts: [/Half of the refusals took 400 ms/],
    isClear: true,
  },
  {
    what: 'and refuses within what the machine takes for so many',
    burst: [...kept(10), ...refused(50, 62)],
    facts: [],
  },
  { what: 'too long', burst: [...kept(10, 900), ...refused(50)], facts: [/The last of the 10 .* took 900 ms/] },
])('burstMisses() of a server that keeps $what', ({ burst, facts, isClear }) => {
  const conditions = { workMs: 200, noiseMs: 2 };
  const misses = burstMisses({ burst, limits: LIMITS, jobMs: 80, idleMs: 10, conditions });
  expect(misses.map(({ fact }) => fact)).toEqual(facts.map((fact) => expect.stringMatching(fact)));
  expect(misses.every((miss) => isClear === undefined || miss.isClear === isClear)).toBe(true);
});

const QUIET: Leaving = {
  leaverCount: 4,
  next: { task: { nonce: 'word', iterations: 1 }, reply: answer(200, 300).reply },
  nextMs: 180,
  busyShare: 0.05,
};

test.each<{ what: string; seen: Partial<Leaving>; facts: readonly RegExp[] }>([
  { what: 'work that ended with its askers', seen: {}, facts: [] },
  { what: 'a system that tells no CPU', seen: { busyShare: null }, facts: [] },
  { what: 'work that goes on', seen: { busyShare: 1.96 }, facts: [/still used 196 % of a core/] },
  {
    what: 'a next one who never gets an answer',
    seen: { next: { ...QUIET.next, reply: answer(0, 1_300).reply } },
    facts: [/got no answer within 1.20 s/],
  },
  {
    what: 'a next one who goes down with the others',
    seen: { next: { ...QUIET.next, reply: answer(500, 200).reply } },
    facts: [/got status 500/],
  },
])('leavingMisses() of $what', ({ seen, facts }) => {
  const misses = leavingMisses({ ...QUIET, ...seen });
  expect(misses.map(({ fact }) => fact)).toEqual(facts.map((fact) => expect.stringMatching(fact)));
});
