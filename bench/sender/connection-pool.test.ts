import { once } from 'node:events';
import { type Server, type Socket, createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { ConnectionPool } from './connection-pool.ts';
import type { HttpResponse } from './http-response.ts';
import type { RequestPlan } from './sender-protocol.ts';

const HEALTH: RequestPlan = { method: 'GET', path: '/health', body: null };
const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

/** A server that hands each socket and each request on it to the test. */
async function listen(
  onRequest: (socket: Socket, request: string) => void,
): Promise<{ baseUrl: string; server: Server; sockets: Socket[] }> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('data', (bytes) => onRequest(socket, bytes.toString()));
    socket.on('error', () => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return { baseUrl: `http://127.0.0.1:${(server.address() as { port: number }).port}`, server, sockets };
}

type Fate = HttpResponse | 'lost';

/** A pool whose requests tell what became of them. */
function openPool(baseUrl: string, request: RequestPlan = HEALTH, isKept = true) {
  const waiting = new Map<number, (fate: Fate) => void>();
  const events: string[] = [];
  const settle = (index: number, fate: Fate): void => {
    events.push(`${fate === 'lost' ? 'lost' : 'answered'} ${index}`);
    waiting.get(index)?.(fate);
  };
  const pool = new ConnectionPool(baseUrl, request, isKept, {
    connected: (index) => events.push(`connected ${index}`),
    answered: (response, index) => settle(index, response),
    lost: (_reason, index) => settle(index, 'lost'),
  });
  onTestFinished(() => pool.close());
  let sentCount = 0;
  const ask = async (): Promise<Fate> => {
    const index = sentCount;
    sentCount += 1;
    const { promise, resolve } = Promise.withResolvers<Fate>();
    waiting.set(index, resolve);
    pool.send(index);
    return promise;
  };
  return { pool, ask, events };
}

test('warm() opens its connections at once, and send() uses them in turn without opening more', async () => {
  const { baseUrl, sockets } = await listen((socket) => void socket.write(ANSWER));
  const { pool, ask } = openPool(baseUrl);
  await pool.warm(3);
  const seen: number[] = [];
  sockets.forEach((socket, index) => socket.on('data', () => void seen.push(index)));
  for (let count = 0; count < 6; count += 1) expect(await ask()).toMatchObject({ status: 200, body: 'ok' });
  expect(pool.openedCount).toBe(3);
  expect(seen.slice(0, 3)).toEqual(seen.slice(3));
  expect(new Set(seen).size).toBe(3);
});

test('send() with no connection free opens one, and says so', async () => {
  const { baseUrl } = await listen((socket) => void setTimeout(() => socket.write(ANSWER), 20));
  const { pool, ask } = openPool(baseUrl);
  await pool.warm(1);
  await Promise.all([ask(), ask()]);
  expect(pool.openedCount).toBe(2);
});

test('a pool that keeps nothing opens a connection for each request and asks to close it', async () => {
  const requests: string[] = [];
  const { baseUrl } = await listen((socket, request) => {
    requests.push(request);
    socket.end(ANSWER.replace('Content', 'Connection: close\r\nContent'));
  });
  const { pool, ask } = openPool(baseUrl, { method: 'POST', path: '/tasks/x', body: '{"é":1}' }, false);
  for (let count = 0; count < 3; count += 1) expect(await ask()).toMatchObject({ status: 200 });
  expect(pool.openedCount).toBe(3);
  expect(requests[0]).toMatch(/^POST \/tasks\/x HTTP\/1\.1\r\nHost: 127\.0\.0\.1:\d+\r\nConnection: close\r\n/);
  expect(requests[0]).toMatch(/Content-Length: 8\r\n\r\n\{"é":1\}$/);
});

test.each([
  { what: 'closes without an answer', act: (socket: Socket) => void socket.end() },
  { what: 'resets the connection', act: (socket: Socket) => void socket.resetAndDestroy() },
  { what: 'closes in the middle of an answer', act: (socket: Socket) => void socket.end(ANSWER.slice(0, -1)) },
  { what: 'sends more than it announced', act: (socket: Socket) => void socket.write(`${ANSWER}ok`) },
  { what: 'answers twice at once', act: (socket: Socket) => void socket.write(ANSWER.repeat(2)) },
  {
    what: 'answers with something else than HTTP',
    act: (socket: Socket) => void socket.write('220 smtp ready\r\n\r\n'),
  },
])('a request to a server that $what is lost, once', async ({ act }) => {
  const { baseUrl } = await listen(act);
  const { ask, events } = openPool(baseUrl);
  expect(await ask()).toBe('lost');
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(events).toEqual(['connected 0', 'lost 0']);
});

async function dribble(socket: Socket, text: string): Promise<void> {
  for (const byte of Buffer.from(text)) {
    socket.write(Buffer.from([byte]));
    await new Promise(setImmediate);
  }
}

test.each([
  { what: 'byte by byte', act: (socket: Socket) => void dribble(socket, ANSWER), openedCount: 1 },
  {
    what: 'after an interim response',
    act: (socket: Socket) => void socket.write(`HTTP/1.1 100 Continue\r\n\r\n${ANSWER}`),
    openedCount: 1,
  },
  {
    what: 'and closes the connection after it',
    act: (socket: Socket) => void socket.end(ANSWER.replace('Content', 'Connection: close\r\nContent')),
    openedCount: 2,
  },
  {
    what: 'and says that it will close the connection, but does not',
    act: (socket: Socket) => void socket.write(ANSWER.replace('Content', 'Connection: close\r\nContent')),
    openedCount: 2,
  },
  {
    what: 'in the old version',
    act: (socket: Socket) => void socket.end(ANSWER.replace('1.1', '1.0')),
    openedCount: 2,
  },
  {
    what: 'without saying how long it is',
    act: (socket: Socket) => void socket.end('HTTP/1.1 200 OK\r\n\r\nok'),
    openedCount: 2,
  },
])(
  'a request answered $what is answered, and the connection is kept where that is safe',
  async ({ act, openedCount }) => {
    const { baseUrl } = await listen(act);
    const { pool, ask } = openPool(baseUrl);
    expect(await ask()).toMatchObject({ status: 200, body: 'ok' });
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(await ask()).toMatchObject({ status: 200, body: 'ok' });
    expect(pool.openedCount).toBe(openedCount);
  },
);

test('a connection that says something unasked is not used again', async () => {
  const { baseUrl, sockets } = await listen((socket) => void socket.write(ANSWER));
  const { pool, ask } = openPool(baseUrl);
  await pool.warm(1);
  sockets[0]?.write('garbage');
  await once(sockets[0] as Socket, 'close');
  expect(await ask()).toMatchObject({ status: 200 });
  expect(pool.openedCount).toBe(2);
});

test('a pool that keeps nothing closes a connection that the server would keep', async () => {
  const { baseUrl, sockets } = await listen((socket) => void socket.write(ANSWER));
  const { ask } = openPool(baseUrl, HEALTH, false);
  await ask();
  await once(sockets[0] as Socket, 'close');
  expect(sockets).toHaveLength(1);
});

test('warm() finds the address behind a name', async () => {
  const { baseUrl } = await listen((socket) => void socket.write(ANSWER));
  const { pool, ask } = openPool(baseUrl.replace('127.0.0.1', 'localhost'));
  await pool.warm(1);
  expect(await ask()).toMatchObject({ status: 200 });
});

test('a connection that the server closed while it was idle is not used again', async () => {
  const { baseUrl, sockets } = await listen((socket) => void socket.write(ANSWER));
  const { pool, ask } = openPool(baseUrl);
  await pool.warm(1);
  const closed = once(sockets[0] as Socket, 'close');
  sockets[0]?.end();
  await closed;
  expect(await ask()).toMatchObject({ status: 200 });
  expect(pool.openedCount).toBe(2);
});

test('nobody listening: warm() says so, and a request is lost', async () => {
  const { baseUrl, server } = await listen(() => {});
  server.close();
  await once(server, 'close');
  const { pool, ask } = openPool(baseUrl);
  await expect(pool.warm(2)).rejects.toMatchObject({
    code: 'ERR_TARGET_UNREACHABLE',
    message: expect.stringContaining('ECONNREFUSED') as string,
  });
  expect(await ask()).toBe('lost');
});

test('an abandoned request tells nobody', async () => {
  const { baseUrl, sockets } = await listen((socket) => void setTimeout(() => socket.write(ANSWER), 20));
  const { pool, events } = openPool(baseUrl);
  await pool.warm(1);
  expect(pool.send(0)).toBe(true);
  pool.abandon(0);
  await once(sockets[0] as Socket, 'close');
  expect(events).toEqual([]);
});
