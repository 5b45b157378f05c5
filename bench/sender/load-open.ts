import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { nowMs } from '../../servers/telemetry.ts';
import { OpenSender } from './open-sender.ts';
import { type Sending, runSender } from './sender-entry.ts';
import type { OpenPlan, SenderPlan } from './sender-protocol.ts';

const BODY = '{"status":"ok"}';
const ANSWER = Buffer.from(
  `HTTP/1.1 200 OK\r\nholdup-stamps: 1.000,2.000,3.000\r\ncontent-type: application/json\r\ncontent-length: ${BODY.length}\r\nConnection: keep-alive\r\n\r\n${BODY}`,
);
const REHEARSAL = { kind: 'open', timeoutMs: 1_000, senderMode: 'precise' } as const;
const REHEARSED = [
  { warmConnectionCount: 4, requestCount: 500 },
  { warmConnectionCount: 0, requestCount: 100 },
] as const;
const REHEARSAL_MS = 250;

const rehearsalPlan = (port: number): OpenPlan => ({
  ...REHEARSAL,
  baseUrl: `http://127.0.0.1:${port}`,
  streams: REHEARSED.map(({ warmConnectionCount, requestCount }) => ({
    streamName: 'rehearsal',
    request: { method: 'GET', path: '/health', body: null },
    warmConnectionCount,
    dueAtMs: Array.from({ length: requestCount }, (_, index) => (index * REHEARSAL_MS) / requestCount),
  })),
});

/**
 * Sends to a server inside this process until the code that sends is compiled: the first requests of a fresh process are
 * late by some milliseconds otherwise, while compilers run beside it.
 */
async function rehearse(): Promise<void> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', () => socket.write(ANSWER));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const sender = new OpenSender(rehearsalPlan((server.address() as AddressInfo).port));
  await sender.warm();
  await sender.send(nowMs());
  server.close();
}

/** Where it cannot rehearse, the first requests are late; that is in the record. */
const rehearsed = rehearse().catch(() => {});

async function prepare(plan: SenderPlan): Promise<Sending> {
  if (plan.kind !== 'open') throw new TypeError(`An open-loop sender takes an open plan: got ${plan.kind}`);
  const sender = new OpenSender(plan);
  await rehearsed;
  await sender.warm();
  return sender;
}

runSender(prepare);
