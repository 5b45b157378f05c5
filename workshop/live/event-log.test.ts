import { expect, test } from 'vitest';
import { EventLog } from './event-log.ts';

const beat = (dueAtMs: number) =>
  ({ kind: 'beats', laneName: 'blocking', beats: [{ dueAtMs, waitMs: 1 }], waitingSinceMs: null }) as const;
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

test('messages are forgotten after 60 s, and what they made true is not', () => {
  const log = new EventLog('a');
  log.append(0, [noise(3), beat(0)]);
  const last = log.append(60_001, [beat(60_001)]);
  expect(log.since('')).toEqual([last]);
  expect(log.state()).toEqual([noise(3)]);
});
