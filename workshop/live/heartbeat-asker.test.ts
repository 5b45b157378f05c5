import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { HeartbeatAsker } from './heartbeat-asker.ts';
import type { Beat } from './wire.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

/** As a cluster of two would: each connection belongs to process 1 or 2, in turn. Process 2 may hang. */
async function open(isHanging: () => boolean = () => false): Promise<string> {
  let connectionCount = 0;
  const owners = new WeakMap<object, number>();
  const server = createServer(({ socket }, response) => {
    const processId = owners.get(socket) ?? 0;
    if (processId === 2 && isHanging()) return;
    response.setHeader('holdup-process', processId).end('{}');
  });
  server.on('connection', (socket) => owners.set(socket, (connectionCount++ % 2) + 1));
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** The first so many beats. */
async function beatsOf(asker: HeartbeatAsker, count: number): Promise<Beat[]> {
  const beats: Beat[] = [];
  await vi.waitFor(() => {
    beats.push(...asker.take().beats);
    expect(beats.length).toBeGreaterThanOrEqual(count);
  }, 10_000);
  return beats;
}

test('a held connection stays with its process, and each beat says both', async () => {
  using asker = new HeartbeatAsker(await open(), 2, 'held');
  const beats = await beatsOf(asker, 16);
  const owners = new Map<number | undefined, Set<number | undefined>>();
  for (const { connectionIndex, processId } of beats)
    owners.set(connectionIndex, (owners.get(connectionIndex) ?? new Set()).add(processId));
  expect(new Set(owners.keys())).toEqual(new Set([0, 1, 2, 3]));
  expect([...owners.values()].map(({ size }) => size)).toEqual([1, 1, 1, 1]);
  expect(new Set([...owners.values()].flatMap((ids) => [...ids]))).toEqual(new Set([1, 2]));
});

test('new connections are of no held one, and reach both processes', async () => {
  using asker = new HeartbeatAsker(await open(), 2, 'held');
  asker.connect('new');
  // Those that came on held connections were let go, and are no broken ones.
  const beats = await beatsOf(asker, 8);
  expect(beats.filter(({ waitMs }) => waitMs === null)).toEqual([]);
  const news = beats.filter(({ connectionIndex }) => connectionIndex === undefined);
  expect(new Set(news.map(({ processId }) => processId))).toEqual(new Set([1, 2]));
});

test('who waits on a held connection is told at its process', async () => {
  let isHanging = false;
  using asker = new HeartbeatAsker(await open(() => isHanging), 2, 'held');
  await beatsOf(asker, 8);
  isHanging = true;
  await vi.waitFor(() => {
    const { processWaits, waitingSinceMs } = asker.take();
    expect(processWaits).toEqual([{ processId: 2, sinceMs: waitingSinceMs }]);
  }, 10_000);
});
