import { once } from 'node:events';
import { type AddressInfo, type Socket, createServer } from 'node:net';
import { existsSync } from 'node:fs';
import process from 'node:process';
import { expect, onTestFinished, test } from 'vitest';
import { nowMs } from '../../servers/telemetry.ts';
import type { StreamSamples } from '../../stats/record.ts';
import { OpenSender } from './open-sender.ts';
import { startSender } from './sender-process.ts';
import type { OpenPlan, OpenStreamPlan } from './sender-protocol.ts';

const answer = (fields = ''): string => `HTTP/1.1 200 OK\r\n${fields}Content-Length: 2\r\n\r\nok`;

async function listen(onRequest: (socket: Socket) => void): Promise<string> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    socket.on('data', () => onRequest(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const stream = (warmConnectionCount: number, dueAtMs: readonly number[]): OpenStreamPlan => ({
  streamName: 'neighbours',
  request: { method: 'GET', path: '/health', body: null },
  warmConnectionCount,
  dueAtMs,
});
const plan = (baseUrl: string, streams: readonly OpenStreamPlan[], timeoutMs = 5_000): OpenPlan => ({
  kind: 'open',
  baseUrl,
  timeoutMs,
  senderMode: 'precise',
  streams,
});

async function send(openPlan: OpenPlan): Promise<StreamSamples[]> {
  const sender = new OpenSender(openPlan);
  await sender.warm();
  const { streams } = await sender.send(nowMs());
  return [...streams];
}

const everyMs = (count: number, gapMs: number): number[] => Array.from({ length: count }, (_, index) => index * gapMs);

test.each(['precise', 'thrifty'] as const)(
  'a %s sender sends all streams, none early, and tells when each was connected',
  async (senderMode) => {
    const baseUrl = await listen((socket) => void socket.write(answer()));
    const [warm, cold] = await send({
      ...plan(baseUrl, [stream(2, everyMs(20, 2.5)), stream(0, everyMs(10, 5))]),
      senderMode,
    });
    expect(warm?.outcomes).toEqual(Array.from({ length: 20 }, () => 'ok'));
    expect(warm).toMatchObject({ plannedCount: 20, openedBeforeCount: 2 });
    expect(warm?.sentAtMs.filter((ms, index) => ms < (warm.dueAtMs[index] ?? 0))).toEqual([]);
    expect(cold).toMatchObject({ plannedCount: 10, openedBeforeCount: 0, openedDuringCount: 10 });
    for (const [index, connectedAtMs] of (cold?.connectedAtMs ?? []).entries()) {
      expect(connectedAtMs).toBeGreaterThan(cold?.sentAtMs[index] ?? Infinity);
      expect(connectedAtMs).toBeLessThan((cold?.dueAtMs[index] ?? 0) + (cold?.latencyMs[index] ?? 0));
    }
    expect(cold?.arrivedAtMs).toBeUndefined();
  },
);

test('a request on a connection that is there already was connected when it was sent', async () => {
  const baseUrl = await listen((socket) => void socket.write(answer()));
  const [samples] = await send(plan(baseUrl, [stream(16, everyMs(5, 5))]));
  expect(samples?.openedDuringCount).toBe(0);
  expect(samples?.connectedAtMs).toEqual(samples?.sentAtMs);
});

test('a server’s stamps stand in the record, from trial start', async () => {
  const baseUrl = await listen((socket) => {
    const atMs = nowMs().toFixed(3);
    socket.write(answer(`holdup-stamps: ${atMs},${atMs},${atMs}\r\n`));
  });
  const [samples] = await send(plan(baseUrl, [stream(2, [1])]));
  const [finishedAtMs] = samples?.finishedAtMs ?? [];
  expect(samples?.arrivedAtMs).toEqual([finishedAtMs]);
  expect(finishedAtMs).toBeGreaterThanOrEqual((samples?.sentAtMs[0] ?? Infinity) - 0.01);
  expect(finishedAtMs).toBeLessThanOrEqual(1 + (samples?.latencyMs[0] ?? 0) + 0.01);
});

test('requests that nobody answers time out in turn, and are in the record with as long as they waited', async () => {
  let isProven = false;
  const baseUrl = await listen((socket) => {
    if (!isProven) socket.write(answer());
    isProven = true;
  });
  const [samples] = await send(plan(baseUrl, [stream(1, [0, 30, 60])], 100));
  expect(samples?.outcomes).toEqual(['timed-out', 'timed-out', 'timed-out']);
  expect(samples?.latencyMs.every((ms) => ms >= 100)).toBe(true);
});

test('nobody listening: every cold request is broken, and none was ever connected', async () => {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  const [samples] = await send(plan(`http://127.0.0.1:${port}`, [stream(0, [0, 5, 10])]));
  expect(samples?.outcomes).toEqual(['broken', 'broken', 'broken']);
  expect(samples?.connectedAtMs).toEqual([null, null, null]);
});

test('stop() leaves what is under way as unfinished, and does not wait for it', async () => {
  const baseUrl = await listen(() => {});
  const sender = new OpenSender(plan(baseUrl, [stream(0, [0, 10, 60_000])], 60_000));
  await sender.warm();
  const sending = sender.send(nowMs());
  setTimeout(() => sender.stop(), 50);
  const [samples] = (await sending).streams;
  expect(samples?.outcomes).toEqual(['unfinished', 'unfinished']);
  expect(samples?.plannedCount).toBe(3);
});

test('requests that were due but not yet sent when it is stopped do not vanish', async () => {
  const baseUrl = await listen(() => {});
  const sender = new OpenSender({ ...plan(baseUrl, [stream(0, [0, 60, 120, 60_000])], 60_000), senderMode: 'thrifty' });
  await sender.warm();
  const sending = sender.send(nowMs());
  const heldFromMs = performance.now();
  while (performance.now() < heldFromMs + 200);
  sender.stop();
  const [samples] = (await sending).streams;
  expect(samples?.outcomes).toEqual(['unfinished', 'unfinished', 'unfinished']);
  expect(samples?.connectedAtMs).toEqual([null, null, null]);
  expect(samples?.sentAtMs[1]).toBeGreaterThanOrEqual(200);
  expect(samples?.latencyMs[1]).toBeGreaterThanOrEqual(140);
});

test('requests that the sender comes to later than their time limit are given up, not sent', async () => {
  let requestCount = 0;
  const baseUrl = await listen((socket) => {
    requestCount += 1;
    socket.write(answer());
  });
  const sender = new OpenSender(plan(baseUrl, [stream(0, [20, 40, 300])], 100));
  await sender.warm();
  const sending = sender.send(nowMs());
  const heldFromMs = performance.now();
  while (performance.now() < heldFromMs + 200);
  const [samples] = (await sending).streams;
  expect(samples?.outcomes).toEqual(['unfinished', 'unfinished', 'ok']);
  expect(samples?.sentAtMs[0]).toBeGreaterThanOrEqual(200);
  expect(requestCount).toBe(1);
});

// POSIX `ulimit -n` sets both limits; Node itself raises the soft one to the hard one.
const FEW_FILES = ['/bin/sh', '-c', 'ulimit -n 64; exec "$0" "$@"'];

test.skipIf(process.platform === 'win32' || !existsSync('/bin/sh'))(
  'a sender that may open no more files loses the requests that need one, and goes on',
  async () => {
    const waiting: Socket[] = [];
    const baseUrl = await listen((socket) => void waiting.push(socket));
    const release = setInterval(() => waiting.splice(0).forEach((socket) => socket.write(answer())), 800);
    onTestFinished(() => clearInterval(release));
    await using sender = startSender('open', FEW_FILES);
    await sender.prepare(plan(baseUrl, [stream(0, everyMs(160, 10))]));
    sender.start(nowMs());
    const [samples] = (await sender.result).streams;
    const countOf = (outcome: string): number => samples?.outcomes.filter((one) => one === outcome).length ?? 0;
    expect(countOf('broken')).toBeGreaterThan(0);
    expect(countOf('ok')).toBeGreaterThan(0);
    expect(countOf('broken') + countOf('ok')).toBe(160);
    // Not for good: files come free again.
    expect(samples?.outcomes.lastIndexOf('ok')).toBeGreaterThan(samples?.outcomes.indexOf('broken') ?? Infinity);
  },
);

test.skipIf(process.platform === 'win32' || !existsSync('/bin/sh'))(
  'a sender that may not open its warm connections says which limit it met',
  async () => {
    const baseUrl = await listen((socket) => void socket.write(answer()));
    await using sender = startSender('open', FEW_FILES);
    await expect(sender.prepare(plan(baseUrl, [stream(100, [0])]))).rejects.toMatchObject({
      code: 'ERR_TARGET_UNREACHABLE',
      message: expect.stringContaining('EMFILE') as string,
    });
  },
);

test('a request that must fail has failed as it should when the error has a code; other answers are wrong, and void nothing', async () => {
  const replies = ['500 {"code":"ERR_TASK_FAILED"}', '500 {"message":"Oh"}', '200 {"code":"ERR_TASK_FAILED"}'];
  const baseUrl = await listen((socket) => {
    const [status = '', body = ''] = replies.shift()?.split(' ') ?? [];
    socket.write(`HTTP/1.1 ${status} Told\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  });
  const request = { method: 'POST', path: '/tasks/poison', body: '{}', mustFail: true } as const;
  const sender = new OpenSender(plan(baseUrl, [{ ...stream(0, everyMs(3, 100)), request }]));
  await sender.warm();
  const { streams, wrongAnswer } = await sender.send(nowMs());
  expect(streams[0]?.outcomes).toEqual(['failed', 'wrong', 'wrong']);
  expect(wrongAnswer).toBeNull();
});

test('clients who leave close their connection and are told apart; those who were answered before stay what they were', async () => {
  let requestCount = 0;
  const closed: number[] = [];
  const baseUrl = await listen((socket) => {
    requestCount += 1;
    const place = requestCount;
    // The first answer proves the connection; of the requests, the first is answered and the others never.
    if (place <= 2) socket.write(answer());
    else socket.once('close', () => closed.push(place));
  });
  const [samples] = await send(plan(baseUrl, [{ ...stream(1, [0, 20, 40]), leaveAfterMs: 60 }]));
  expect(samples?.outcomes).toEqual(['ok', 'left', 'left']);
  expect(samples?.latencyMs.slice(1).every((ms) => ms >= 60 && ms < 1_000)).toBe(true);
  await expect.poll(() => closed.toSorted((one, other) => one - other)).toEqual([3, 4]);
});
