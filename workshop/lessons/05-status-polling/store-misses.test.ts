import { expect, test } from 'vitest';
import type { JobStatus } from './job-status.ts';
import { MANY_COUNT, type ManyJobs, type Sampled } from './many-jobs.ts';
import { storeMisses } from './store-misses.ts';

const sampled = (status: JobStatus): Sampled => ({ task: { nonce: 'n', iterations: 1 }, status });
const DONE = sampled({ state: 'done', digest: 'right' });
const UNKNOWN = sampled({ state: 'unknown' });

const WELL: ManyJobs = {
  acceptedCount: MANY_COUNT,
  early: [UNKNOWN, UNKNOWN],
  late: [DONE, DONE],
  rssBytes: [null, null],
};

test.each<{ what: string; seen: Partial<ManyJobs>; facts: readonly RegExp[] }>([
  { what: 'the earliest forgotten', seen: {}, facts: [] },
  {
    what: 'nothing forgotten',
    seen: { early: [DONE, DONE] },
    facts: [/2 of 2 early ones that were looked for are still/],
  },
  { what: 'one forgotten too late', seen: { early: [UNKNOWN, DONE] }, facts: [/^After 5,000 tiny jobs, 1 of 2 early/] },
  { what: 'the latest forgotten', seen: { late: [DONE, UNKNOWN] }, facts: [/1 of the 2 latest .* one is "unknown"/] },
  { what: 'a made-up digest', seen: { late: [sampled({ state: 'done', digest: '?' })] }, facts: [/1 of the 1 latest/] },
  { what: 'refusals', seen: { acceptedCount: 4_000 }, facts: [/Of 5,000 tiny jobs, 4,000 got a 202/] },
])('storeMisses() of $what', ({ seen, facts }) => {
  const misses = storeMisses({ ...WELL, ...seen }, ['right', 'right']);
  expect(misses.map(({ fact }) => fact)).toEqual(facts.map((fact) => expect.stringMatching(fact) as string));
});
