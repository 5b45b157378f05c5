import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { LoopDelay } from './loop-delay.ts';

function standStill(forMs: number): void {
  const endAtMs = performance.now() + forMs;
  while (performance.now() < endAtMs);
}

test('a loop whose every turn is longer than a period is late in every reading', async () => {
  using delay = new LoopDelay();
  const readings: number[] = [];
  for (let turn = 0; turn < 3; turn += 1) {
    standStill(80);
    await nextTurn();
    await nextTurn();
    readings.push(delay.read().loopDelayMsMax);
  }
  expect(readings.filter((ms) => ms < 40)).toEqual([]);
});

test('what is read so far counts on, as a stall of any length is one delay', async () => {
  using delay = new LoopDelay();
  await expect.poll(() => delay.read().loopDelaySoFar.takenCount).toBeGreaterThan(3);
  standStill(300);
  await expect.poll(() => delay.read().loopDelaySoFar.msMean).toBeGreaterThan(1);
  const { loopDelaySoFar } = delay.read();
  expect(loopDelaySoFar.takenCount).toBeGreaterThan(4);
  expect(loopDelaySoFar.msP99).toBeGreaterThan(200);
  // The worst of the period is another matter: that stall is long over.
  await expect.poll(() => delay.read().loopDelayMsMax).toBeLessThan(150);
});
