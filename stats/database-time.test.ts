import { expect, test } from 'vitest';
import { databaseMsOf } from './database-time.ts';
import type { Outcome, StreamSamples } from './record.ts';

const round = (databaseMs: readonly (number | null)[], outcomes: readonly Outcome[]): StreamSamples => ({
  streamName: 'heavy',
  dueAtMs: databaseMs.map((_, index) => index * 10),
  sentAtMs: databaseMs.map((_, index) => index * 10),
  latencyMs: databaseMs.map(() => 5),
  outcomes: [...outcomes],
  databaseMs: [...databaseMs],
  openedBeforeCount: 0,
  openedDuringCount: 1,
});
const all = () => () => true;

test('databaseMsOf() is the mean over the right answers of all rounds that say what it took', () => {
  const rounds = [round([0.1, null, 9], ['ok', 'ok', 'wrong']), round([0.3], ['ok'])];
  expect(databaseMsOf(rounds, all)).toBeCloseTo(0.2);
});

test('databaseMsOf() takes no request that is not counted', () => {
  const isLater =
    ({ dueAtMs }: StreamSamples) =>
    (index: number) =>
      (dueAtMs[index] ?? 0) > 0;
  expect(databaseMsOf([round([7, 0.2], ['ok', 'ok'])], isLater)).toBe(0.2);
});

test('databaseMsOf() is null where nobody says, and where nothing was answered right', () => {
  const { databaseMs, ...silent } = round([0.1], ['ok']);
  expect(databaseMs).toHaveLength(1);
  expect(databaseMsOf([silent], all)).toBeNull();
  expect(databaseMsOf([round([0.1], ['failed'])], all)).toBeNull();
});
