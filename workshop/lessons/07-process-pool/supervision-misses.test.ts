import { expect, test } from 'vitest';
import type { Reply } from '../../referee/ask.ts';
import { endingMisses } from './ending.ts';
import type { Observation } from './observation.ts';
import { supervisionMisses } from './supervision-misses.ts';

const TERMS = { jobMs: 200, limitMs: 1_200, noiseMs: 5 };
const reply = (status: number, tookMs: number): Reply => ({
  status,
  headers: {},
  body: '',
  tookMs,
});
const rest = [1, 2, 3].map((processId) => ({ processId, cpuMs: 0, rssBytes: 0 }));
const ENDLESS = { reply: reply(504, 1_210), isWorkedOn: true, goneMs: 1_250, wholeMs: 10 };
const CRASH = { reply: reply(500, 250), wholeMs: 10, hasEnded: true };
/** As a good pool does it. */
const WELL = {
  rest,
  good: [{ reply: reply(200, 210), digest: 'd' }],
  askedCount: 5,
  endless: ENDLESS,
  thrown: reply(500, 210),
  exit: CRASH,
  memory: CRASH,
} satisfies Observation;

const told = (observation: Observation): string =>
  supervisionMisses(observation, TERMS)
    .map(({ fact }) => fact)
    .join('\n');

test('supervisionMisses() of a pool that does all is empty', () => {
  expect(supervisionMisses(WELL, TERMS)).toEqual([]);
});

test.each([
  { what: 'no pool', seen: { ...WELL, rest: rest.slice(0, 1) }, says: /^At rest your program is one process:/ },
  {
    what: 'half a pool',
    seen: { ...WELL, rest: rest.slice(0, 2) },
    says: /^At rest .* 2 processes: the server, and 1/,
  },
  {
    what: 'no end of the waiting',
    seen: { ...WELL, endless: { ...ENDLESS, reply: reply(0, 2_700) } },
    says: /never ends.*caller got no answer;/,
  },
  {
    what: 'a made-up answer',
    seen: { ...WELL, endless: { ...ENDLESS, reply: reply(200, 210) } },
    says: /never ends.*status 200;/,
  },
  {
    what: 'a refusal',
    seen: { ...WELL, endless: { ...ENDLESS, reply: reply(503, 2) } },
    says: /never ends.*status 503;/,
  },
  {
    what: 'a caller told before the limit',
    seen: { ...WELL, endless: { ...ENDLESS, reply: reply(500, 700) } },
    says: /after 700 ms already/,
  },
  {
    what: 'a caller told late',
    seen: { ...WELL, endless: { ...ENDLESS, reply: reply(504, 1_600) } },
    says: /after 1\.60 s; at most 1\.51 s/,
  },
  {
    what: 'nobody at work',
    seen: { ...WELL, endless: { ...ENDLESS, isWorkedOn: false, goneMs: null } },
    says: /No process was busy/,
  },
  {
    what: 'a process that works on',
    seen: { ...WELL, endless: { ...ENDLESS, goneMs: null } },
    says: /1\.00 s after that limit .* still lived/,
  },
  {
    what: 'a process that is ended late',
    seen: { ...WELL, endless: { ...ENDLESS, goneMs: 1_900 } },
    says: /lived for 1\.90 s; at most 1\.51 s/,
  },
  {
    what: 'no replacement after the limit',
    seen: { ...WELL, endless: { ...ENDLESS, wholeMs: null } },
    says: /ended at its time limit, and 1\.00 s later the pool had fewer/,
  },
  { what: 'an error taken for an answer', seen: { ...WELL, thrown: reply(200, 210) }, says: /throws an error.*200/ },
  {
    what: 'a crash that only the time limit tells',
    seen: { ...WELL, exit: { ...CRASH, reply: reply(504, 1_210) } },
    says: /process\.exit\(\)\. .*504 after 1\.21 s; at most 810 ms/,
  },
  {
    what: 'a crash told late',
    seen: { ...WELL, exit: { ...CRASH, reply: reply(500, 900) } },
    says: /500 after 900 ms; at most 810 ms/,
  },
  {
    what: 'no process to crash',
    seen: { ...WELL, exit: { ...CRASH, hasEnded: false } },
    says: /none of your processes/,
  },
  {
    what: 'no replacement after a crash',
    seen: { ...WELL, exit: { ...CRASH, wholeMs: null } },
    says: /process\.exit\(\), and 1\.00 s later the pool had fewer/,
  },
  {
    what: 'a kill by the system that only the time limit tells',
    seen: { ...WELL, memory: { ...CRASH, reply: reply(504, 1_210) } },
    says: /takes memory.*504/,
  },
  {
    what: 'a good task that fails',
    seen: { ...WELL, good: [{ reply: reply(500, 90), digest: 'd' }] },
    says: /^1 of 1 task that only work/,
  },
])('supervisionMisses() of a pool with $what tells that, and nothing else', ({ seen, says }) => {
  expect(told(seen)).toMatch(says);
  expect(supervisionMisses(seen, TERMS)).toHaveLength(1);
});

test('supervisionMisses() tells the first of several, as the others follow from it', () => {
  const seen = { ...WELL, endless: { ...ENDLESS, goneMs: null }, exit: { ...CRASH, wholeMs: null } };
  expect(told(seen)).toMatch(/^A task never ends.*still lived\.$/);
});

test('supervisionMisses() leaves more time on a noisy machine, and calls nothing late clear there', () => {
  const seen = { ...WELL, exit: { ...CRASH, reply: reply(500, 820) } };
  expect(supervisionMisses(seen, { ...TERMS, noiseMs: 15 })).toEqual([]);
  const late = { ...WELL, exit: { ...CRASH, reply: reply(500, 900) } };
  expect(supervisionMisses(late, { ...TERMS, noiseMs: 30 })[0]?.isClear).toBe(false);
});

test('supervisionMisses() asks for answers only where the system does not tell which processes live', () => {
  const blind = { ...ENDLESS, isWorkedOn: false, goneMs: null, wholeMs: null };
  const seen = { ...WELL, rest: null, endless: blind, exit: { ...CRASH, wholeMs: null, hasEnded: false } };
  expect(supervisionMisses(seen, TERMS)).toEqual([]);
});

test.each([
  { what: 'all over', ending: { endedMs: 40, unansweredCount: 0, orphanCount: 0 }, facts: [] },
  {
    what: 'no end',
    ending: { endedMs: null, unansweredCount: 0, orphanCount: 0 },
    facts: [expect.stringContaining('5 s later it still lived')],
  },
  {
    what: 'an orphan and a caller without an answer',
    ending: { endedMs: 5, unansweredCount: 2, orphanCount: 1 },
    facts: [expect.stringContaining('1 of its processes'), expect.stringContaining('2 of 2 callers')],
  },
])('endingMisses() of $what', ({ ending, facts }) => {
  expect(endingMisses(ending).map(({ fact }) => fact)).toEqual(facts);
});
