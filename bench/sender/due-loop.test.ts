import { expect, test } from 'vitest';
import { DueLoop } from './due-loop.ts';

/** @param stepMs how far the clock goes on with each reading; 0 for the real one */
function openLoop(dueAtMs: readonly number[], mode: 'precise' | 'thrifty', stepMs = 0) {
  const startAtMs = performance.now();
  let readMs = 0;
  const fired: { index: number; atMs: number }[] = [];
  const loop: DueLoop = new DueLoop({
    dueAtMs: Float64Array.from(dueAtMs),
    mode,
    nowMs: () => {
      readMs += stepMs;
      return stepMs === 0 ? performance.now() - startAtMs : readMs;
    },
    fire: (index, atMs) => void fired.push({ index, atMs }),
    isPending: () => false,
  });
  return { loop, fired };
}

test.each(['precise', 'thrifty'] as const)('a %s loop fires every request in turn and none early', async (mode) => {
  const dueAtMs = [0.25, 1.7, 1.7, 6.1, 12.9, 13];
  const { loop, fired } = openLoop(dueAtMs, mode);
  await loop.run();
  expect(fired.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(fired.filter(({ index, atMs }) => atMs < (dueAtMs[index] ?? 0))).toEqual([]);
});

test('a loop that is late fires all that are due at once', async () => {
  const { loop, fired } = openLoop([1, 2, 3], 'thrifty', 10);
  await loop.run();
  expect(fired.map(({ atMs }) => atMs)).toEqual([10, 20, 30]);
});

test('a loop that is far behind lets sockets be served in between', async () => {
  const { loop, fired } = openLoop(
    Array.from({ length: 1_000 }, () => 0),
    'thrifty',
  );
  const firedCounts: number[] = [];
  const serve = (): void => {
    firedCounts.push(fired.length);
    if (fired.length < 1_000) setImmediate(serve);
  };
  setImmediate(serve);
  await loop.run();
  expect(firedCounts.length).toBeGreaterThan(10);
  expect(fired).toHaveLength(1_000);
});

test('a precise loop spins to the next request and tells how long', async () => {
  const { loop, fired } = openLoop([1], 'precise', 0.25);
  await loop.run();
  // The clock is read at 0.25; then twice in each turn: 0.5 and 0.75, 1 and 1.25. It spun from 0.25 to 0.5 and from 0.75 to 1.
  expect(fired).toEqual([{ index: 0, atMs: 1.25 }]);
  expect(loop.spunMs).toBe(0.5);
});

test('a turn of the event loop that served a socket does not count as spinning', async () => {
  const { loop } = openLoop([3], 'precise', 0.25);
  const serve = (): void => {
    loop.served();
    if (loop.nextIndex === 0) setImmediate(serve);
  };
  const over = loop.run();
  serve();
  await over;
  expect(loop.spunMs).toBeLessThan(0.5);
});

test('a thrifty loop never spins', async () => {
  const { loop } = openLoop([3, 8], 'thrifty');
  await loop.run();
  expect(loop.spunMs).toBe(0);
});

test('stop() ends the waiting and fires nothing more', async () => {
  const { loop, fired } = openLoop([0, 60_000], 'precise');
  const over = loop.run();
  loop.stop();
  await over;
  expect(fired).toHaveLength(1);
  expect(loop.nextIndex).toBe(1);
});
