import { expect, test } from 'vitest';
import type { Measured } from '../../referee/measure.ts';
import { type Uploaded, digestMisses, uploadMisses, uploadWaitMs } from './uploads.ts';

const reply = (digest: string): Uploaded['replies'][number] => ({
  status: 200,
  headers: {},
  body: { digest },
  tookMs: 150,
});
const UPLOADED: Uploaded = {
  uploads: ['a', 'b', 'c'].map((digest) => ({ bytes: new Uint8Array(), digest })),
  replies: ['a', 'b', 'c'].map(reply),
  spans: [0, 200, 400].map((fromMs) => ({ fromMs, toMs: fromMs + 150 })),
};
/** Of three uploads, how long a neighbour of each waited. */
const seen = (waitsMs: readonly number[]): Measured => ({
  answers: [],
  probes: waitsMs.flatMap((waitMs, index) => [
    { dueMs: index * 200 + 10, waitMs },
    { dueMs: index * 200 + 40, waitMs: 1 },
  ]),
  noiseMs: 2,
  cpuMs: null,
  badProbeCount: 0,
});

test('uploadWaitMs() is the worst wait beside the middle one of the uploads', () => {
  expect(uploadWaitMs(seen([8, 90, 12]), UPLOADED)).toBe(12);
});

test.each([
  { waitMs: 10, facts: [], isClear: undefined },
  {
    waitMs: 60,
    facts: [/a neighbour waited 60 ms; at most 54 ms .* Copied as objects they cost 100 ms/],
    isClear: false,
  },
  { waitMs: 95, facts: [/a neighbour waited 95 ms/], isClear: true },
])('uploadMisses() of a wait of $waitMs ms where copying costs 100 ms', ({ waitMs, facts, isClear }) => {
  const misses = uploadMisses(seen([waitMs, waitMs, waitMs]), UPLOADED, 100, 2);
  expect(misses.map(({ fact }) => fact)).toEqual(facts.map((fact) => expect.stringMatching(fact)));
  expect(misses[0]?.isClear).toBe(isClear);
});

test('uploadMisses() never lets through what copying costs, however noisy the machine is', () => {
  expect(uploadMisses(seen([50, 50, 50]), UPLOADED, 50, 500)).toHaveLength(1);
});

test('digestMisses() counts answers of other readings, and those that are none', () => {
  expect(digestMisses(UPLOADED)).toEqual([]);
  const replies = [reply('a'), reply('z'), { ...reply('c'), status: 500 }];
  expect(digestMisses({ ...UPLOADED, replies })).toMatchObject([{ fact: expect.stringMatching(/2 of 3/) as string }]);
});
