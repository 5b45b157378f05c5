import { expect, test } from 'vitest';
import { DONE, RUNNING, UNKNOWN, example, exampleReply } from './example-visit.ts';
import type { JobVisit } from './job-visit.ts';
import { brokenMisses, clusterMisses, doneMisses, sharedMisses } from './visit-misses.ts';

const WORK_MS = 400;
const all = (visits: readonly JobVisit[], servingCount: number | null = 2, unknownStatus = 404) => [
  ...clusterMisses(servingCount, visits),
  ...doneMisses(visits, WORK_MS),
  ...sharedMisses(visits, unknownStatus),
  ...brokenMisses(visits),
];

test('a cluster whose workers all know the jobs has no miss', () => {
  expect(all([example(), example()])).toEqual([]);
});

test('where the system does not tell whose CPU it was, workers are not counted', () => {
  expect(all([example()], null)).toEqual([]);
});

test.each<{ what: string; visit: JobVisit; says: RegExp }>([
  {
    what: 'jobs without an address',
    visit: example({ isPlaced: false, made: exampleReply(500), polls: [], earlyReads: [], lateReads: [] }),
    says: /^POST \/jobs answered 500, or without a header Location/,
  },
  {
    what: 'a 202 that takes as long as the job',
    visit: example({ made: exampleReply(202, '', 401) }),
    says: /^The 202 .* took 401 ms/,
  },
  {
    what: 'a job that is never done',
    visit: example({ polls: [RUNNING], lateReads: [] }),
    says: /^1 of 1 jobs were not done/,
  },
  {
    what: 'a digest that is made up',
    visit: example({ lateReads: [exampleReply(200, { state: 'done', digest: 'other' })] }),
    says: /another digest/,
  },
  {
    what: 'others who do not know the job',
    visit: example({ earlyReads: [UNKNOWN, RUNNING] }),
    says: /^1 of 4 others .* heard 404\.$/,
  },
  {
    what: 'a maker who does not know it',
    visit: example({ polls: [UNKNOWN, DONE] }),
    says: /^1 times the maker of a job heard 404/,
  },
  {
    what: 'others who know it as it was',
    visit: example({ lateReads: [RUNNING, DONE] }),
    says: /^1 of 2 others did not hear "done"/,
  },
  {
    what: 'an error',
    visit: example({ earlyReads: [exampleReply(503)] }),
    says: /^GET \/jobs\/:id answered 503 to 1 who/,
  },
  {
    what: 'a neighbour without an answer',
    visit: example({ neighbours: [{ waitMs: 5, isRight: false }] }),
    says: /^1 neighbours on new connections/,
  },
  {
    what: 'a connection that it closes',
    visit: example({ openedCount: 2 }),
    says: /^Your server closed the connection of 1 of 1 users/,
  },
])('$what is one miss, and its own', ({ visit, says }) => {
  const facts = all([visit]).map(({ fact }) => fact);
  expect(facts).toEqual([expect.stringMatching(says)]);
});

test('one process is no cluster', () => {
  expect(all([example()], 1)).toMatchObject([
    { fact: expect.stringMatching(/answered by one process/), isClear: true },
  ]);
});

test('a job that nobody made is 404', () => {
  expect(all([example()], 2, 200)).toMatchObject([
    { fact: expect.stringMatching(/nobody made answered with status 200/) },
  ]);
});

test('each question leads on in one sentence', () => {
  const visit = example({
    lateReads: [RUNNING, exampleReply(500)],
    openedCount: 2,
    neighbours: [{ waitMs: 1, isRight: false }],
  });
  expect(all([visit], 1, 500).every(({ question }) => /^[^?]+\?$/.test(question))).toBe(true);
});
