import { expect, test } from 'vitest';
import { EventLog } from './event-log.ts';
import type { RunSight } from './wire.ts';

const beat = (dueAtMs: number) =>
  ({
    kind: 'beats',
    laneName: 'blocking',
    beats: [{ dueAtMs, waitMs: 1 }],
    waitingSinceMs: null,
    processWaits: [],
  }) as const;
const noise = (idleMsP99: number) => ({ kind: 'noise', idleMsP99 }) as const;

test('since() a known id gives what came after it, and nothing after the last', () => {
  const log = new EventLog('a');
  const [first, second] = [log.append(0, [beat(0)]), log.append(100, [beat(100)])];
  expect(log.since(first.id)).toEqual([second]);
  expect(log.since(second.id)).toEqual([]);
});

test.each(['', 'b-1', 'a-99'])('since() the unknown id "%s" gives all that is kept', (id) => {
  const log = new EventLog('a');
  const messages = [log.append(0, [beat(0)]), log.append(100, [beat(100)])];
  expect(log.since(id)).toEqual(messages);
});

test('state() has the newest of each lane and of the whole page', () => {
  const log = new EventLog('a');
  const connections = (kind: 'held' | 'new') => ({ kind: 'connections', connections: kind }) as const;
  const raced = (laneName: string, racedAtMs: number) =>
    ({ kind: 'raced', run: { laneName, racedAtMs } as RunSight, beats: [], jobs: [] }) as const;
  log.append(0, [connections('held'), raced('one', 1), raced('two', 1)]);
  log.append(90_000, [connections('new'), raced('one', 2)]);
  expect(log.state()).toEqual([connections('new'), raced('one', 2), raced('two', 1)]);
});

test('messages are forgotten after 60 s, and what they made true is not', () => {
  const log = new EventLog('a');
  log.append(0, [noise(3), beat(0)]);
  const last = log.append(60_001, [beat(60_001)]);
  expect(log.since('')).toEqual([last]);
  expect(log.state()).toEqual([noise(3)]);
});
