import { expect, test } from 'vitest';
import { IDLE_MS, LOAD_MS, arrivalsOf, workOf } from './arrivals.ts';
import { CARDS, type Card } from './card.ts';

const SCALE = { coreCount: 4, workMs: 400, iterationsPerMs: 1_000 };
const SLO = { neighbourMsP99: 50, doneShare: 1 };
const card = (rest: Partial<Card>): Card => ({ name: 'tiny-tasks', task: 'spin', slo: SLO, ...rest });

test('arrivalsOf() spaces tasks so that a share of all cores is busy', () => {
  // 4 cores x 0.5 do a task of 100 ms each 50 ms.
  const { taskAtMs } = arrivalsOf(card({ taskMs: 100, loadShare: 0.5 }), SCALE);
  expect(taskAtMs.slice(0, 3)).toEqual([IDLE_MS, IDLE_MS + 50, IDLE_MS + 100]);
  expect(taskAtMs).toHaveLength(LOAD_MS / 50);
});

test('arrivalsOf() of groups has one task for each core at once, at the same rate', () => {
  const { taskAtMs } = arrivalsOf(card({ taskMs: 100, loadShare: 0.5, isGrouped: true }), SCALE);
  expect(taskAtMs.slice(0, 5).map((atMs) => atMs - IDLE_MS)).toEqual([0, 0, 0, 0, 200]);
  expect(taskAtMs).toHaveLength(LOAD_MS / 50);
});

test.each(CARDS)('$name is asked for, and its rush begins when the load is over', (one) => {
  const { taskAtMs, guests, rush } = arrivalsOf(one, SCALE);
  const lastMs = Math.max(...taskAtMs, ...guests.map(({ atMs }) => atMs));
  expect(lastMs).toBeLessThan(IDLE_MS + LOAD_MS);
  expect(rush.atMs).toBeGreaterThan(IDLE_MS + LOAD_MS);
  expect(rush.count).toBeGreaterThanOrEqual(2 * SCALE.coreCount);
});

test('workOf() scales spin, and leaves a picture as it is', () => {
  expect(workOf(card({ taskMs: 0.003 }), SCALE)).toEqual({
    input: { iterations: 3 },
    output: { digest: 2_064_144_800 },
  });
  const picture = CARDS.find(({ name }) => name === 'big-input');
  expect(workOf(picture as Card, SCALE).input).toEqual({ pixelCount: 16_777_216, clippedPerMille: 5 });
});
