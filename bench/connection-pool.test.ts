import { once } from 'node:events';
import { type Server, type Socket, createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { ConnectionPool } from './connection-pool.ts';
import type { HttpResponse } from './http-response.ts';

const HEALTH = { method: 'GET', path: '/health', body: null } as const;
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

const ask = async (pool: ConnectionPool): Promise<HttpResponse | 'lost'> =>
  new Promise((resolve) => pool.send({ answered: resolve, lost: () => resolve('lost') }));

test('warm() opens its connections at once, and send() uses them in turn without opening more', async () => {
  const { baseUrl, sockets } = await listen((socket) => void socket.write(ANSWER));
  const pool = new ConnectionPool(baseUrl, HEALTH, true);
  await pool.warm(3);
  const seen: number[] = [];
  sockets.forEach((socket, index) => socket.on('data', () => void seen.push(index)));
  for (let count = 0; count < 6; count += 1) expect(await ask(pool)).toMatchObject({ status: 200, body: 'ok' });
  expect(pool.openedCount).toBe(3);
  expect(seen.slice(0, 3)).toEqual(seen.slice(3));
  expect(new Set(seen).size).toBe(3);
  pool.close();
});

test('send() with no connection free opens one, and says so', async () => {
  const { baseUrl } = await listen((socket) => void setTimeout(() => socket.write(ANSWER), 20));
  const pool = new ConnectionPool(baseUrl, HEALTH, true);
  await pool.warm(1);
  await Promise.all([ask(pool), ask(pool)]);
  expect(pool.openedCount).toBe(2);
  pool.close();
});

test('a pool that keeps nothing opens a connection for each request and asks to close it', async () => {
  const requests: string[] = [];
  const { baseUrl } = await listen((socket, request) => {
    requests.push(request);
    socket.end(ANSWER.replace('Content', 'Connection: close\r\nContent'));
  });
  const pool = new ConnectionPool(baseUrl, { method: 'POST', path: '/tasks/x', body: '{"é":1}' }, false);
  for (let count = 0; count < 3; count += 1) expect(await ask(pool)).toMatchObject({ status: 200 });
  expect(pool.openedCount).toBe(3);
  expect(requests[0]).toMatch(/^POST \/tasks\/x HTTP\/1\.1\r\nHost: 127\.0\.0\.1:\d+\r\nConnection: close\r\n/);
  expect(requests[0]).toMatch(/Content-Length: 8\r\n\r\n\{"é":1\}$/);
});

test.each([
  { what: 'closes without an answer', act: (socket: Socket) => void socket.end() },
  { what: 'resets the connection', act: (socket: Socket) => void socket.resetAndDestroy() },
  { what: 'closes in the middle of an answer', act: (socket: Socket) => void socket.end(ANSWER.slice(0, -1)) },
  {
    what: 'answers with something else than HTTP',
    act: (socket: Socket) => void socket.write('220 smtp ready\r\n\r\n'),
  },
])('a request to a server that $what is lost, once', async ({ act }) => {
  const { baseUrl } = await listen(act);
  const pool = new ConnectionPool(baseUrl, HEALTH, true);
  let lostCount = 0;
  await new Promise<void>((resolve) => {
    pool.send({
      answered: () => resolve(),
      lost: () => {
        lostCount += 1;
        resolve();
      },
    });
  });
  pool.close();
  expect(lostCount).toBe(1);
});

test('a connection that the server closed while it was idle is not used again', async () => {
  const { baseUrl, sockets } = await listen((socket) => void socket.write(ANSWER));
  const pool = new ConnectionPool(baseUrl, HEALTH, true);
  await pool.warm(1);
  const closed = once(sockets[0] as Socket, 'close');
  sockets[0]?.end();
  await closed;
  expect(await ask(pool)).toMatchObject({ status: 200 });
  expect(pool.openedCount).toBe(2);
  pool.close();
});

test('nobody listening: warm() says so, and a request is lost', async () => {
  const { baseUrl, server } = await listen(() => {});
  server.close();
  await once(server, 'close');
  const pool = new ConnectionPool(baseUrl, HEALTH, true);
  await expect(pool.warm(2)).rejects.toMatchObject({ code: 'ERR_TARGET_UNREACHABLE' });
  expect(await ask(pool)).toBe('lost');
});

test('an abandoned request tells nobody', async () => {
  const { baseUrl } = await listen((socket) => void setTimeout(() => socket.write(ANSWER), 20));
  const pool = new ConnectionPool(baseUrl, HEALTH, true);
  const told: string[] = [];
  const exchange = pool.send({ answered: () => told.push('answered'), lost: () => told.push('lost') });
  exchange.abandon();
  await new Promise((resolve) => setTimeout(resolve, 60));
  expect(told).toEqual([]);
});
