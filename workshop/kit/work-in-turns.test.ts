import { expect, test } from 'vitest';
import { workInTurns } from './work-in-turns.ts';
import { work } from './work.ts';

test('workInTurns() gives the digest of work()', async () => {
  expect(await workInTurns('nonce', 120)).toBe(work('nonce', 120));
});

test('workInTurns() lets the event loop go round while it works', async () => {
  let roundCount = 0;
  const count = (): void => {
    roundCount += 1;
    round = setImmediate(count);
  };
  let round = setImmediate(count);
  await workInTurns('nonce', 20_000);
  clearImmediate(round);
  expect(roundCount).toBeGreaterThan(3);
});

test('workInTurns() of less than no work rejects', async () => {
  await expect(workInTurns('nonce', -1)).rejects.toThrow(RangeError);
});
