import { expect, test } from 'vitest';
import { work, workSlices } from './work.ts';

function lastOf(slices: Generator<void, string, void>): { readonly digest: string; readonly pauseCount: number } {
  let pauseCount = 0;
  for (;;) {
    const { done, value } = slices.next();
    if (done === true) return { digest: value, pauseCount };
    pauseCount += 1;
  }
}

test('work() gives the same digest on every machine and every time', () => {
  expect(work('nonce', 120)).toBe('f56e74bb5eab827157ff6890eeec14e7');
  expect(work('nonce', 120)).toBe(work('nonce', 120));
});

test('work() of another nonce, or of one iteration less, is another digest', () => {
  const digests = [work('a', 120), work('b', 120), work('a', 119), work('a', 0)];
  expect(new Set(digests).size).toBe(digests.length);
});

test('workSlices() pauses after each 50 iterations and ends with the digest of work()', () => {
  expect(lastOf(workSlices('nonce', 120))).toEqual({ digest: work('nonce', 120), pauseCount: 3 });
});

test('work() of less than none throws, and says why', () => {
  expect(() => work('nonce', -3)).toThrow('iterations must be 0 or more, got -3');
});
