import { expect, test } from 'vitest';
import { neighbours } from '../scenarios/neighbours.ts';
import { runBench, trialPlaces } from './run.ts';
import type { Target } from './target.ts';

const targets: Target[] = ['a', 'b', 'c', 'd'].map((name) => ({ kind: 'url', name, url: 'http://127.0.0.1:1' }));
const orders = (seed: number) =>
  trialPlaces(targets, 6, seed).map(
    ({ target, roundIndex, orderIndex }) => `${roundIndex}.${orderIndex}${target.name}`,
  );

test('trialPlaces() are complete rounds, one after the other, each with every target once', () => {
  const places = trialPlaces(targets, 6, 1);
  expect(places.map(({ roundIndex, orderIndex }) => roundIndex * 4 + orderIndex)).toEqual([...places.keys()]);
  for (const round of Map.groupBy(places, ({ roundIndex }) => roundIndex).values()) {
    expect(round.map(({ target }) => target.name).toSorted()).toEqual(['a', 'b', 'c', 'd']);
  }
});

test('trialPlaces() draw another order for each round, the same for the same seed', () => {
  expect(orders(1)).toEqual(orders(1));
  expect(orders(1)).not.toEqual(orders(2));
  const ofRounds = Map.groupBy(trialPlaces(targets, 6, 1), ({ roundIndex }) => roundIndex).values();
  expect(new Set([...ofRounds].map((round) => round.map(({ target }) => target.name).join(''))).size).toBeGreaterThan(
    1,
  );
});

test('runBench() of a server that is not there voids each trial with the reason and goes on', async () => {
  const setting = {
    scenario: { ...neighbours, streams: [], roundCount: 1 },
    env: { workerCount: 1, queueLimitCount: 1 },
    seed: 1,
    work: null,
  };
  const trials = [];
  for await (const event of runBench(setting, targets, new AbortController().signal)) {
    if (event.kind === 'trial-finished') trials.push(event.trial);
  }
  expect(trials).toHaveLength(4);
  for (const trial of trials)
    expect(trial).toMatchObject({ status: 'void', voidReason: { code: 'ERR_TARGET_UNREACHABLE' } });
});
