import { blockedWaits } from '../../stats/known-waits.ts';
import type { StreamSamples } from '../../stats/record.ts';
import { seededRandom } from '../../stats/seeded-random.ts';
import type { SelfTestPlan } from '../../stats/self-test-plan.ts';
import { schedule } from '../sender/pacer.ts';
import type { Sender } from '../sender/sender-process.ts';
import { type Answers, HEAVY, LIGHT, type Played, type Stage, meanOf, openPlan, play, streamOf } from './stage.ts';

/** The same arrivals in every self-test; any others would do. */
const SEEDS = { heavy: 2, neighbour: 3, closedNeighbour: 4 } as const;
/** More than the queue ever holds at utilisation 0.5. */
const WARM_COUNT = 32;

const poisson = (arrivalsPerSecond: number, durationMs: number, seed: number): number[] =>
  schedule({ kind: 'open', arrivalsPerSecond, spacing: 'poisson' }, durationMs, seededRandom(seed));

export interface Findings {
  readonly answers: Answers;
  readonly played: Played;
}

/** Known answer 2: Poisson arrivals at a loop that each heavy request holds, M/D/1, and the neighbours that meet them there. */
export async function measureBlocking(
  stage: Stage,
  { holdMs, heavyPerSecond, neighboursPerSecond, durationMs }: SelfTestPlan['blocking'],
  sender: Sender,
): Promise<Findings> {
  const heavyDueAtMs = poisson(heavyPerSecond, durationMs, SEEDS.heavy);
  const neighbourDueAtMs = poisson(neighboursPerSecond, durationMs, SEEDS.neighbour);
  const plan = openPlan(stage, [
    { streamName: 'heavy', request: HEAVY, warmConnectionCount: WARM_COUNT, dueAtMs: heavyDueAtMs },
    { streamName: 'neighbour', request: LIGHT, warmConnectionCount: WARM_COUNT, dueAtMs: neighbourDueAtMs },
  ]);
  const played = await play(stage, () => ({ kind: 'serve', holdMs }), durationMs, [{ sender, plan }]);
  const expected = blockedWaits(heavyDueAtMs, neighbourDueAtMs, holdMs);
  const meanMs = (name: string): number => meanOf(streamOf(played.results, name).latencyMs);
  return {
    answers: {
      'md1-heavy-mean': { expected: meanOf(expected.heavyMs), measured: meanMs('heavy') },
      'md1-neighbour-mean': { expected: meanOf(expected.neighbourMs), measured: meanMs('neighbour') },
    },
    played,
  };
}

/** Latencies of the requests that were answered in [fromMs, toMs). */
function answeredWithin({ sentAtMs, latencyMs, outcomes }: StreamSamples, fromMs: number, toMs: number): number[] {
  return latencyMs.filter((latency, index) => {
    const atMs = (sentAtMs[index] ?? 0) + latency;
    return outcomes[index] === 'ok' && atMs >= fromMs && atMs < toMs;
  });
}

/** Known answer 3: N clients that each wait for their reply, and the neighbours that stand behind all of them. */
export async function measureClosedLoop(
  stage: Stage,
  { holdMs, clientCount, neighboursPerSecond, durationMs }: SelfTestPlan['closedLoop'],
  senders: { readonly open: Sender; readonly closed: Sender },
): Promise<Findings> {
  const roundMs = clientCount * holdMs;
  // Before, the clients' first requests queue in a way that no later one does; after, nobody may be left to press.
  const fromMs = 3 * roundMs;
  const neighbourDueAtMs = poisson(neighboursPerSecond, durationMs - fromMs - 2 * roundMs, SEEDS.closedNeighbour);
  const open = openPlan(stage, [
    {
      streamName: 'neighbour',
      request: LIGHT,
      warmConnectionCount: WARM_COUNT,
      dueAtMs: neighbourDueAtMs.map((dueAtMs) => dueAtMs + fromMs),
    },
  ]);
  const { baseUrl } = stage.server;
  const played = await play(stage, () => ({ kind: 'serve', holdMs }), durationMs, [
    { sender: senders.open, plan: open },
    {
      sender: senders.closed,
      plan: {
        kind: 'closed',
        delivery: 'inline',
        baseUrl,
        streamName: 'heavy',
        request: HEAVY,
        clientCount,
        fromMs: 0,
        durationMs,
      },
    },
  ]);
  const heavyMs = answeredWithin(streamOf(played.results, 'heavy'), fromMs, durationMs);
  const perSecond = (heavyMs.length * 1_000) / (durationMs - fromMs);
  return {
    answers: {
      'closed-throughput': { measured: perSecond },
      'closed-heavy-mean': { measured: meanOf(heavyMs) },
      'closed-neighbour-mean': { measured: meanOf(streamOf(played.results, 'neighbour').latencyMs) },
      'closed-little': { measured: (perSecond * meanOf(heavyMs)) / 1_000 / clientCount },
    },
    played,
  };
}
