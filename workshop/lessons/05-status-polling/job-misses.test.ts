import { expect, test } from 'vitest';
import type { Reply } from '../../referee/ask.ts';
import { acceptMisses, pollWaitMisses, polledMisses, unaskedMisses } from './job-misses.ts';
import { statusOf } from './job-status.ts';
import type { Polled } from './polling.ts';

const JOB = { nonce: 'n', iterations: 1, digest: 'right' };
const SERVER = { baseUrl: 'http://127.0.0.1:4000' };
const QUIET = { workMs: 400, noiseMs: 2 };

const reply = (change: Partial<Reply>): Reply => ({ status: 200, headers: {}, body: '', tookMs: 2, ...change });
const polled = (...bodies: readonly unknown[]): Polled => {
  const replies = bodies.map((body) => (body === 404 ? reply({ status: 404 }) : reply({ body })));
  return { replies, statuses: replies.map(statusOf), polls: [] };
};
const factsOf = (misses: readonly { readonly fact: string }[]): string => misses.map(({ fact }) => fact).join('\n');

test.each<{ what: string; change: Partial<Reply>; facts: RegExp }>([
  { what: '202 with both headers', change: { headers: { location: '/jobs/7', 'retry-after': '1' } }, facts: /^$/ },
  {
    what: 'a whole URL of the same server',
    change: { headers: { location: 'http://127.0.0.1:4000/jobs/7', 'retry-after': '1' } },
    facts: /^$/,
  },
  {
    what: 'a URL of another server',
    change: { headers: { location: 'http://127.0.0.1:5000/jobs/7', 'retry-after': '1' } },
    facts: /^POST \/jobs answered 202 with Location: http:/,
  },
  {
    what: 'the address of all jobs',
    change: { headers: { location: '/jobs', 'retry-after': '1' } },
    facts: /with Location: \/jobs;/,
  },
  { what: 'no headers', change: {}, facts: /no Location;[^]*no Retry-After;/ },
  {
    what: 'a Retry-After in words',
    change: { headers: { location: '/jobs/7', 'retry-after': 'soon' } },
    facts: /^POST \/jobs answered 202 with Retry-After: soon;/,
  },
  { what: '200', change: { status: 200 }, facts: /^POST \/jobs answered 200 without a body; 202/ },
])('acceptMisses() of $what', ({ change, facts }) => {
  expect(factsOf(acceptMisses(reply({ status: 202, ...change }), SERVER))).toMatch(facts);
});

const [QUEUED, RUNNING, DONE] = [{ state: 'queued' }, { state: 'running' }, { state: 'done', digest: 'right' }];

test.each<{ what: string; seen: Polled; facts: RegExp }>([
  { what: 'all states in their order', seen: polled(QUEUED, RUNNING, DONE, DONE), facts: /^$/ },
  { what: 'a job that runs at once', seen: polled(RUNNING, DONE), facts: /^$/ },
  {
    what: 'a wrong digest for a moment',
    seen: polled(RUNNING, { state: 'done', digest: '?' }, DONE),
    facts: /another/,
  },
  {
    what: 'done before its digest',
    seen: polled(RUNNING, { state: 'done' }, DONE),
    facts: /200 with {"state":"done"};/,
  },
  { what: 'a 404 at first', seen: polled(404, RUNNING, DONE), facts: /accepted, and not done yet, answered 404/ },
  { what: 'a step back', seen: polled(RUNNING, DONE, QUEUED), facts: /went back: done, then queued/ },
  { what: 'no end', seen: polled(QUEUED, RUNNING), facts: /^400 ms after its 202, a job was still running/ },
  { what: 'never running', seen: polled(QUEUED, QUEUED, DONE), facts: /never running: 3 polls/ },
])('polledMisses() of $what', ({ seen, facts }) => {
  expect(factsOf(polledMisses(seen, JOB, 400))).toMatch(facts);
});

test.each<{ what: string; change: Partial<Reply>; facts: RegExp }>([
  { what: 'done and told at once', change: { body: DONE }, facts: /^$/ },
  { what: 'done, told late', change: { body: DONE, tookMs: 400 }, facts: /took 400 ms to say that it is done/ },
  { what: 'forgotten', change: { status: 404 }, facts: /after its 202, GET of it answered 404 without a body\.$/ },
  { what: 'still queued', change: { body: QUEUED }, facts: /said "queued"/ },
])('unaskedMisses() of $what', ({ change, facts }) => {
  expect(factsOf(unaskedMisses(reply(change), JOB, { lateMs: 1_200, dueMs: 800, conditions: QUIET }))).toMatch(facts);
});

test.each([
  { what: 'beside neighbours who waited as long', neighboursMs: 390, isClear: true },
  { what: 'beside neighbours who did not', neighboursMs: 20, isClear: false },
])('pollWaitMisses() of a long poll $what is clear: $isClear', ({ neighboursMs, isClear }) => {
  const seen: Polled = { replies: [], statuses: [], polls: [{ dueMs: 0, waitMs: 400 }] };
  expect(pollWaitMisses(seen, neighboursMs, QUIET)).toMatchObject([{ isClear }]);
});
