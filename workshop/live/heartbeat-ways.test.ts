import { expect, test } from 'vitest';
import { closeWays, waysOf } from './heartbeat-ways.ts';

test('neighbours of one process share their connections, however they should come', () => {
  for (const connections of ['held', 'new'] as const) {
    const ways = waysOf(1, connections, 500);
    expect(ways.map(({ agent, connectionIndex }) => [agent === false, connectionIndex])).toEqual([[false, null]]);
    closeWays(ways);
  }
});

test('held connections are two for each process, and carry one request at a time', () => {
  const ways = waysOf(3, 'held', 500);
  expect(ways.map(({ connectionIndex }) => connectionIndex)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(ways.map(({ agent }) => agent !== false && agent.maxSockets)).toEqual([1, 1, 1, 1, 1, 1]);
  closeWays(ways);
});

test('new connections are not kept', () => {
  expect(waysOf(3, 'new', 500).map(({ agent }) => agent)).toEqual([false]);
});
