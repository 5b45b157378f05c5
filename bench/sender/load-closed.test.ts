import { fork } from 'node:child_process';
import { once } from 'node:events';
import { type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { nowMs } from '../../servers/telemetry.ts';
import { RETRY_PAUSE_MS } from './retry-pause.ts';
import type { SenderMessage, SenderPlan, SenderResult } from './sender-protocol.ts';

const CLIENT_COUNT = 2;
/** Some hundred answers of a server that does next to nothing. */
const DURATION_MS = 300;

/** A server of this process. @param answer called with the number of requests before this one */
async function serverOf(answer: (response: ServerResponse, requestIndex: number) => void): Promise<string> {
  let requestCount = 0;
  const server = createServer((request, response) => {
    request.resume().on('end', () => answer(response, requestCount++));
  });
  onTestFinished(() => server.close().closeAllConnections());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Lets the sender, in its own process, ask `baseUrl` for a short while. */
async function sendTo(baseUrl: string): Promise<SenderResult> {
  const sender = fork(new URL('load-closed.ts', import.meta.url), { execArgv: [] });
  onTestFinished(() => void sender.kill('SIGKILL'));
  const heard = async (): Promise<SenderMessage> => ((await once(sender, 'message')) as [SenderMessage])[0];
  const plan: SenderPlan = {
    kind: 'closed',
    delivery: 'inline',
    baseUrl,
    streamName: 'heavy',
    request: { method: 'POST', path: '/tasks/spin', body: '{"iterations":1}' },
    clientCount: CLIENT_COUNT,
    fromMs: 0,
    durationMs: DURATION_MS,
  };
  sender.send({ kind: 'prepare', plan });
  await heard();
  sender.send({ kind: 'start', startAtMs: nowMs() });
  const message = await heard();
  if (message.kind !== 'done') throw new TypeError(`Expected a result: got ${JSON.stringify(message)}`);
  return message.result;
}

function stamped(response: ServerResponse): void {
  const arrivedAtMs = nowMs();
  setImmediate(() => {
    const startedAtMs = nowMs();
    const times = [arrivedAtMs, startedAtMs, nowMs()].map((ms) => ms.toFixed(3)).join(',');
    response.setHeader('Holdup-Stamps', times).end('{}');
  });
}

test('load-closed records what the server stamped, between sending and the whole answer', async () => {
  const { streams } = await sendTo(await serverOf(stamped));
  const [stream] = streams;
  if (stream === undefined) throw new TypeError('A closed loop has a stream');
  const { sentAtMs, latencyMs, outcomes, connectedAtMs, arrivedAtMs, startedAtMs, finishedAtMs } = stream;
  const answered = outcomes.flatMap((outcome, index) => (outcome === 'ok' ? [index] : []));
  expect(answered.length).toBeGreaterThan(10);
  for (const index of answered) {
    const timesMs = [sentAtMs, arrivedAtMs, startedAtMs, finishedAtMs].map((column) => column?.[index] ?? Infinity);
    // Half a microsecond of rounding here and there.
    timesMs.push((sentAtMs[index] ?? 0) + (latencyMs[index] ?? 0) + 0.002);
    expect(timesMs).toEqual(timesMs.toSorted((one, other) => one - other));
  }
  const waitedForConnection = answered.filter((index) => connectedAtMs?.[index] !== sentAtMs[index]);
  expect(waitedForConnection).toHaveLength(CLIENT_COUNT);
  for (const index of waitedForConnection) expect(connectedAtMs?.[index]).toBeGreaterThan(sentAtMs[index] ?? Infinity);
});

test('load-closed quotes what autocannon says of the same requests', async () => {
  const baseUrl = await serverOf(
    (response, index) => void (index === 20 ? setTimeout(() => response.end('{}'), 100) : response.end('{}')),
  );
  const { streams, closedLoopAudits } = await sendTo(baseUrl);
  const [audit] = closedLoopAudits;
  expect(audit?.reported?.sampleCount).toBe(audit?.answeredCount);
  const { p50Ms = 0, p90Ms = 0, p99Ms = 0, maxMs = 0 } = audit?.reported ?? {};
  expect([p50Ms, p90Ms, p99Ms, maxMs]).toEqual([p50Ms, p90Ms, p99Ms, maxMs].toSorted((one, other) => one - other));
  const answeredMs = streams[0]?.latencyMs.filter((_, index) => streams[0]?.outcomes[index] === 'ok') ?? [];
  // Its histogram cuts off what is below a millisecond, of a time that starts a little later than ours.
  const slowestMs = Math.max(...answeredMs);
  expect(maxMs).toBeLessThanOrEqual(slowestMs);
  expect(maxMs).toBeGreaterThan(0.8 * slowestMs);
  expect(streams[0]?.arrivedAtMs).toBeUndefined();
});

test('load-closed lets a client that was refused stay away for a while, and goes on at once with the others', async () => {
  // Of the first answers every other one is a refusal.
  const { streams, closedLoopAudits } = await sendTo(
    await serverOf((response, index) => void response.writeHead(index % 2 === 0 && index < 8 ? 503 : 200).end('{}')),
  );
  const { outcomes = [], sentAtMs = [] } = streams[0] ?? {};
  const refusedCount = outcomes.filter((outcome) => outcome === 'refused').length;
  expect(refusedCount).toBeGreaterThan(1);
  expect(closedLoopAudits[0]?.retryPauseMs).toBe(RETRY_PAUSE_MS);
  expect(outcomes.filter((outcome) => outcome === 'ok').length).toBeGreaterThan(10);
  // All refused: two clients, three pauses each.
  const all = await sendTo(await serverOf((response) => void response.writeHead(503).end()));
  expect(new Set(all.streams[0]?.outcomes)).toEqual(new Set(['refused']));
  expect(all.closedLoopAudits[0]?.sentCount).toBeLessThanOrEqual(CLIENT_COUNT * (DURATION_MS / RETRY_PAUSE_MS + 2));
  expect(sentAtMs).toHaveLength(outcomes.length);
});

test('load-closed counts a request whose connection was lost as broken, and notices what that does to autocannon', async () => {
  const baseUrl = await serverOf((response, index) => void (index % 5 === 4 ? response.destroy() : response.end('{}')));
  const { streams, closedLoopAudits } = await sendTo(baseUrl);
  const brokenCount = streams[0]?.outcomes.filter((outcome) => outcome === 'broken').length ?? 0;
  expect(brokenCount).toBeGreaterThan(1);
  expect(streams[0]?.openedDuringCount).toBe(CLIENT_COUNT + brokenCount);
  const [audit] = closedLoopAudits;
  expect(audit?.sentCount).toBe((audit?.answeredCount ?? 0) + brokenCount + (audit?.unfinishedCount ?? 0));
  expect(audit?.desyncCount).toBeGreaterThan(0);
});
