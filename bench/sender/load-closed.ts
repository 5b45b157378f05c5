import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import autocannon, { type Client } from 'autocannon';
import { nowMs } from '../../servers/telemetry.ts';
import type { ClosedLoopAudit } from '../../stats/record.ts';
import { answerChecker, outcomeOf, shortened } from '../answer.ts';
import { JobClients } from './job-clients.ts';
import { RETRY_PAUSE_MS } from './retry-pause.ts';
import { type Sample, closedSample, sampleColumns } from './sample-columns.ts';
import { type Sending, runSender } from './sender-entry.ts';
import type { ClosedPlan, SenderPlan, SenderResult } from './sender-protocol.ts';
import { type Stamps, parseStamps } from './stamps.ts';

/**
 * autocannon looks at its stop flag once a sample period only. It is used inside its safe envelope: connections and
 * duration, never a rate; our own clock at its events. Its histogram is only quoted, as what it is (method.md says why).
 */
const STOP_CHECK_MS = 100;
/** Longer than any load phase: autocannon would drop a timed-out request from its counts. */
const NEVER_SECONDS = 3_600;

/** What autocannon's types do not show: its queue of requests under way, its connection, and how it goes on. */
type QueueingClient = Client & {
  readonly pipelinedRequests: { size(): number };
  readonly conn: Socket;
  readonly destroyed: boolean;
  /** Sends the next request: called at once after each response. */
  _doRequest(): void;
};

/** A request under way. Times are those of `nowMs()`. */
interface Pending {
  readonly sentAtMs: number;
  connectedAtMs: number | null;
}

interface Tally {
  readonly samples: Sample[];
  readonly pending: Map<Client, Pending>;
  desyncCount: number;
  wrongAnswer: string | null;
}

/** @param rawHeaders names and values in turn, as the server wrote them */
function stampsIn(rawHeaders: readonly string[]): Stamps | null {
  const index = rawHeaders.findIndex((text, at) => at % 2 === 0 && text.toLowerCase() === 'holdup-stamps');
  return index === -1 ? null : parseStamps(rawHeaders[index + 1] ?? '');
}

/** autocannon writes to a new connection before it is there, so a client's first request waits for that as well. */
function pendingOn({ conn }: QueueingClient): Pending {
  const sentAtMs = nowMs();
  if (!conn.connecting) return { sentAtMs, connectedAtMs: sentAtMs };
  const pending: Pending = { sentAtMs, connectedAtMs: null };
  conn.once('connect', () => (pending.connectedAtMs = nowMs()));
  return pending;
}

/** autocannon has no pause between two requests: a client that was refused would ask again in the same moment. */
function pauseOnceRefused(client: QueueingClient): void {
  const goOn = client._doRequest.bind(client);
  let isRefused = false;
  let isPaused = false;
  client.on('response', (status: number) => (isRefused = status === 503));
  client._doRequest = () => {
    if (isPaused) return;
    if (!isRefused) {
      goOn();
      return;
    }
    isPaused = true;
    setTimeout(() => {
      isPaused = false;
      isRefused = false;
      if (!client.destroyed) goOn();
    }, RETRY_PAUSE_MS);
  };
}

/** Listens to one client; pipelining is 1, so at most one request is under way. */
function follow(client: QueueingClient, { request }: ClosedPlan, tally: Tally, startAtMs: number): void {
  pauseOnceRefused(client);
  const isRight = answerChecker(request.expected);
  let isLastRight = true;
  let lastStamps: Stamps | null = null;
  const { method, path, body } = request;
  client.setRequests([
    {
      method,
      path,
      ...(body === null ? {} : { body, headers: { 'content-type': 'application/json' } }),
      // autocannon calls this just before it emits `response`.
      onResponse: (status, answer) => {
        isLastRight = status !== 200 || isRight(answer);
        if (!isLastRight) tally.wrongAnswer ??= shortened(answer);
      },
    },
  ]);
  // One event that autocannon's types forget, and one whose argument they mistake.
  const events = client as EventEmitter;
  events.on('request', () => {
    const lost = tally.pending.get(client);
    // It asks again without an answer only when the connection was lost.
    if (lost !== undefined) {
      const latencyMs = nowMs() - lost.sentAtMs;
      tally.samples.push(closedSample(lost, startAtMs, { latencyMs, outcome: 'broken', stamps: null, job: null }));
    }
    tally.pending.set(client, pendingOn(client));
  });
  events.on('headers', ({ headers }: { readonly headers: readonly string[] }) => (lastStamps = stampsIn(headers)));
  client.on('response', (status: number) => {
    if (client.pipelinedRequests.size() > 0) tally.desyncCount += 1;
    const pending = tally.pending.get(client) ?? pendingOn(client);
    tally.pending.delete(client);
    const outcome = outcomeOf(status, () => isLastRight);
    // autocannon's own latency starts up to 0.1 ms after its event: added to ours, the answer would come before the server's stamps.
    const latencyMs = nowMs() - pending.sentAtMs;
    tally.samples.push(closedSample(pending, startAtMs, { latencyMs, outcome, stamps: lastStamps, job: null }));
  });
}

/** What autocannon would have printed: whole milliseconds, of the 2xx answers that it saw. */
function reportedBy({ latency }: autocannon.Result): NonNullable<ClosedLoopAudit['reported']> {
  const { p50, p90, p99, max, totalCount } = latency as typeof latency & { readonly totalCount: number };
  return { p50Ms: p50, p90Ms: p90, p99Ms: p99, maxMs: max, sampleCount: totalCount };
}

function resultOf(
  plan: ClosedPlan,
  tally: Tally,
  startAtMs: number,
  counts: autocannon.Result,
): Omit<SenderResult, 'telemetry'> {
  const endAtMs = nowMs();
  const unfinished = [...tally.pending.values()].map((pending) =>
    closedSample(pending, startAtMs, {
      latencyMs: endAtMs - pending.sentAtMs,
      outcome: 'unfinished',
      stamps: null,
      job: null,
    }),
  );
  const { streamName, clientCount } = plan;
  const brokenCount = tally.samples.filter(({ outcome }) => outcome === 'broken').length;
  return {
    streams: [
      sampleColumns(streamName, [...tally.samples, ...unfinished], {
        startAtMs,
        openedBeforeCount: 0,
        // A client whose connection was lost opens another.
        openedDuringCount: clientCount + brokenCount,
      }),
    ],
    closedLoopAudits: [
      {
        streamName,
        sentCount: counts.requests.sent,
        answeredCount: tally.samples.length - brokenCount,
        errorCount: counts.errors,
        unfinishedCount: unfinished.length,
        desyncCount: tally.desyncCount,
        retryPauseMs: RETRY_PAUSE_MS,
        reported: reportedBy(counts),
      },
    ],
    wrongAnswer: tally.wrongAnswer,
  };
}

function autocannonClients(plan: ClosedPlan): Sending {
  const stopped = new AbortController();
  return {
    send: async (startAtMs) => {
      const tally: Tally = { samples: [], pending: new Map(), desyncCount: 0, wrongAnswer: null };
      await delay(Math.max(0, startAtMs + plan.fromMs - nowMs()), undefined, { signal: stopped.signal }).catch(
        () => {},
      );
      const { promise, resolve, reject } = Promise.withResolvers<autocannon.Result>();
      const instance = autocannon(
        {
          url: plan.baseUrl,
          connections: plan.clientCount,
          pipelining: 1,
          duration: plan.durationMs / 1_000,
          timeout: NEVER_SECONDS,
          excludeErrorStats: true,
          sampleInt: STOP_CHECK_MS,
          setupClient: (client) => follow(client as QueueingClient, plan, tally, startAtMs),
        },
        (error: unknown, counts) => (error === null ? resolve(counts) : reject(error)),
      );
      const stop = (): void => instance.stop?.();
      stopped.signal.addEventListener('abort', stop);
      if (stopped.signal.aborted) stop();
      return resultOf(plan, tally, startAtMs, await promise);
    },
    stop: () => stopped.abort(),
  };
}

async function prepare(plan: SenderPlan): Promise<Sending> {
  if (plan.kind !== 'closed') throw new TypeError(`A closed-loop sender takes a closed plan: got ${plan.kind}`);
  return plan.delivery === 'deferred' ? new JobClients(plan) : autocannonClients(plan);
}

runSender(prepare);
