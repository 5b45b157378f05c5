import type { EventEmitter } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import autocannon, { type Client } from 'autocannon';
import { nowMs } from '../servers/telemetry.ts';
import type { Outcome } from '../stats/record.ts';
import { answerChecker, outcomeOf, shortened } from './answer.ts';
import { sampleColumns } from './sample-columns.ts';
import { type Sending, runSender } from './sender-entry.ts';
import type { ClosedPlan, SenderPlan, SenderResult } from './sender-protocol.ts';

/**
 * autocannon looks at its stop flag once a sample period only. It is used inside its safe envelope: connections and
 * duration, never a rate; raw `response` times, never its histogram (method.md says why).
 */
const STOP_CHECK_MS = 100;
/** Longer than any load phase: autocannon would drop a timed-out request from its counts. */
const NEVER_SECONDS = 3_600;

/** autocannon's own queue of requests under way, which its types do not show. */
type QueueingClient = Client & { readonly pipelinedRequests: { size(): number } };

interface Tally {
  readonly samples: { dueAtMs: number; sentAtMs: number; latencyMs: number; outcome: Outcome }[];
  readonly pendingSinceMs: Map<Client, number>;
  desyncCount: number;
  wrongAnswer: string | null;
}

/** Listens to one client; pipelining is 1, so at most one request is under way. */
function follow(client: QueueingClient, { request }: ClosedPlan, tally: Tally, startAtMs: number): void {
  const isRight = answerChecker(request.expected);
  let isLastRight = true;
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
  // An event that autocannon emits and its types forget.
  (client as EventEmitter).on('request', () => tally.pendingSinceMs.set(client, nowMs()));
  client.on('response', (status: number, _bytes: number, latencyMs: number) => {
    if (client.pipelinedRequests.size() > 0) tally.desyncCount += 1;
    const sentAtMs = (tally.pendingSinceMs.get(client) ?? nowMs()) - startAtMs;
    tally.pendingSinceMs.delete(client);
    tally.samples.push({ dueAtMs: sentAtMs, sentAtMs, latencyMs, outcome: outcomeOf(status, () => isLastRight) });
  });
}

function resultOf(
  plan: ClosedPlan,
  tally: Tally,
  startAtMs: number,
  counts: autocannon.Result,
): Omit<SenderResult, 'telemetry'> {
  const endAtMs = nowMs() - startAtMs;
  const unfinished = [...tally.pendingSinceMs.values()].map((sinceMs) => {
    const sentAtMs = sinceMs - startAtMs;
    return { dueAtMs: sentAtMs, sentAtMs, latencyMs: endAtMs - sentAtMs, outcome: 'unfinished' as const };
  });
  const { streamName, clientCount } = plan;
  return {
    streams: [
      sampleColumns(streamName, [...tally.samples, ...unfinished], { beforeCount: 0, duringCount: clientCount }),
    ],
    closedLoopAudits: [
      {
        streamName,
        sentCount: counts.requests.sent,
        answeredCount: tally.samples.length,
        errorCount: counts.errors,
        unfinishedCount: unfinished.length,
        desyncCount: tally.desyncCount,
      },
    ],
    wrongAnswer: tally.wrongAnswer,
  };
}

async function prepare(plan: SenderPlan): Promise<Sending> {
  if (plan.kind !== 'closed') throw new TypeError(`A closed-loop sender takes a closed plan: got ${plan.kind}`);
  const stopped = new AbortController();
  return {
    send: async (startAtMs) => {
      const tally: Tally = { samples: [], pendingSinceMs: new Map(), desyncCount: 0, wrongAnswer: null };
      await delay(startAtMs + plan.fromMs - nowMs(), undefined, { signal: stopped.signal }).catch(() => {});
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

runSender(prepare);
