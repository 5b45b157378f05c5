import { once } from 'node:events';
import { type Socket, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { startChild } from '../child.ts';

async function open(): Promise<Socket> {
  const child = startChild<never, { readonly port: number }>({
    entry: new URL('nothing-server.ts', import.meta.url),
    stop: () => {},
    stopMs: 0,
  });
  onTestFinished(async () => child[Symbol.asyncDispose]());
  const { promise, resolve } = Promise.withResolvers<number>();
  child.onMessage(({ port }) => resolve(port));
  const socket = connect({ host: '127.0.0.1', port: await promise, noDelay: true });
  await once(socket, 'connect');
  return socket;
}

const GET = 'GET /health HTTP/1.1\r\nHost: x\r\n\r\n';
const LAST = 'POST /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 4\r\n\r\nbody';

test('the nothing server answers each of several requests in one packet, and closes when asked to', async () => {
  const socket = await open();
  socket.write(GET + GET + LAST);
  const answers = await text(socket);
  expect(answers.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(3);
  expect(answers.match(/\{"status":"ok"\}/g)).toHaveLength(3);
});

test('the nothing server puts a request together that comes in pieces', async () => {
  const socket = await open();
  for (const letter of GET + LAST) {
    socket.write(letter);
    await new Promise(setImmediate);
  }
  expect((await text(socket)).match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
});
