import { expect, test } from 'vitest';
import { neighbours } from '../scenarios/neighbours.ts';
import { atLevel, rateLevel } from './levels.ts';
import { runBench, trialPlaces } from './run.ts';
import { planSetup } from './setup.ts';
import type { Target } from './target.ts';

const { levels: _, ...withoutLevels } = neighbours;
const targets: Target[] = ['a', 'b', 'c', 'd'].map((name) => ({ kind: 'url', name, url: 'http://127.0.0.1:1' }));
const levels = [rateLevel(10, 'poisson'), rateLevel(20, 'poisson')];
const order = (roundIndex: number, seed: number) =>
  trialPlaces(targets, levels, roundIndex, seed)
    .map(({ target, level }) => `${target.name}@${level?.name}`)
    .join(' ');

test('trialPlaces() of a round are every target at every level once', () => {
  const places = trialPlaces(targets, levels, 3, 1);
  expect(places.map(({ orderIndex }) => orderIndex)).toEqual([...places.keys()]);
  expect(new Set(order(3, 1).split(' ')).size).toBe(8);
  expect(places).toHaveLength(8);
  expect(
    trialPlaces(targets, [null], 3, 1)
      .map(({ target }) => target.name)
      .toSorted(),
  ).toEqual(['a', 'b', 'c', 'd']);
});

test('trialPlaces() draw another order for each round, the same for the same seed', () => {
  expect(order(0, 1)).toBe(order(0, 1));
  expect(order(0, 1)).not.toBe(order(0, 2));
  expect(order(0, 1)).not.toBe(order(1, 1));
});

test('runBench() of a server that is not there voids each trial with the reason and goes on', async () => {
  const setting = {
    scenario: atLevel({ ...withoutLevels, streams: [], roundCount: 1 }, null),
    env: { workerCount: 1, queueLimitCount: 1 },
    setup: planSetup({ affinity: null, availableCoreCount: 2 }, 'auto', { hasTaskset: false, hasNice: false }),
    seed: 1,
    work: null,
  };
  const trials = [];
  const parts = { targets, sentinel: null, goesOn: (roundsDone: number) => roundsDone < 1 };
  for await (const event of runBench(setting, parts, new AbortController().signal)) {
    if (event.kind === 'trial-finished') trials.push(event.trial);
  }
  expect(trials).toHaveLength(4);
  for (const trial of trials)
    expect(trial).toMatchObject({ status: 'void', voidReason: { code: 'ERR_TARGET_UNREACHABLE' } });
});
