import type { Ask, Scenario, Stream } from '../scenarios/scenario.ts';
import type { Json, Task } from '../servers/task.ts';
import { seededRandom } from '../stats/seeded-random.ts';
import { schedule } from './sender/pacer.ts';
import { derivedSeed } from './seed.ts';
import type { ClosedPlan, OpenPlan, RequestPlan } from './sender/sender-protocol.ts';

/** The heavy work of a run, with its one right answer; `expected` is undefined where answers are not verified. */
export interface HeavyWork {
  readonly task: Task;
  readonly input: Json;
  readonly expected: Json | undefined;
}

const withExpected = (expected: Json | undefined): { readonly expected?: Json } =>
  expected === undefined ? {} : { expected };

/** @throws {TypeError} when a stream asks for another task than the run's */
export function requestPlan(ask: Ask, work: HeavyWork | null): RequestPlan {
  if (ask.kind === 'health') return { method: 'GET', path: '/health', body: null };
  if (work === null || work.task.name !== ask.taskName) throw new TypeError(`A run has one task: got ${ask.taskName}`);
  return {
    method: 'POST',
    path: `/tasks/${ask.taskName}`,
    body: JSON.stringify(ask.input),
    ...withExpected(work.expected),
  };
}

/** The task's known answers; none where answers are not verified. */
export function exampleRequests({ task, expected }: HeavyWork): RequestPlan[] {
  if (expected === undefined) return [];
  return task.examples.map(({ input, output }) => ({
    method: 'POST',
    path: `/tasks/${task.name}`,
    body: JSON.stringify(input),
    expected: output,
  }));
}

/** A server that answers nobody for this long needs no more connections: its wait is plain to see. */
const COVERED_STALL_SECONDS = 3;
const WARM_CONNECTION_COUNT = { min: 16, max: 512 } as const;

/** Enough that a warm neighbour finds a free connection during any usual stall. */
export function warmConnectionCount(arrivalsPerSecond: number): number {
  const wantedCount = Math.ceil(arrivalsPerSecond * COVERED_STALL_SECONDS);
  return Math.min(WARM_CONNECTION_COUNT.max, Math.max(WARM_CONNECTION_COUNT.min, wantedCount));
}

export function trialMs({ quietMs, loadMs, recoveryMs }: Pick<Scenario, 'quietMs' | 'loadMs' | 'recoveryMs'>): number {
  return quietMs + loadMs + recoveryMs;
}

type OpenStream = Stream & { readonly load: { readonly kind: 'open' } };
const isOpen = (stream: Stream): stream is OpenStream => stream.load.kind === 'open';

/** Neighbours come from the first moment of the quiet phase to the last of recovery; other streams in the load phase only. */
function dueTimes({ ask, load, name }: OpenStream, scenario: Scenario, seed: number, roundIndex: number): number[] {
  const random = seededRandom(derivedSeed(seed, roundIndex, name));
  if (ask.kind === 'health') return schedule(load, trialMs(scenario), random);
  return schedule(load, scenario.loadMs, random).map((dueAtMs) => dueAtMs + scenario.quietMs);
}

/** The open-loop half of a trial. The same for every target of a round, so that all meet the same arrivals. */
export function openPlan(
  scenario: Scenario,
  work: HeavyWork | null,
  {
    baseUrl,
    seed,
    roundIndex,
    senderMode,
  }: {
    readonly baseUrl: string;
    readonly seed: number;
    readonly roundIndex: number;
    readonly senderMode: OpenPlan['senderMode'];
  },
): OpenPlan {
  return {
    kind: 'open',
    baseUrl,
    senderMode,
    timeoutMs: scenario.timeoutMs,
    streams: scenario.streams.filter(isOpen).map((stream) => ({
      streamName: stream.name,
      request: requestPlan(stream.ask, work),
      warmConnectionCount: stream.connections === 'warm' ? warmConnectionCount(stream.load.arrivalsPerSecond) : 0,
      dueAtMs: dueTimes(stream, scenario, seed, roundIndex),
    })),
  };
}

/** The closed-loop half: one plan for each stream of hammering clients that has any. */
export function closedPlans(
  scenario: Scenario,
  work: HeavyWork | null,
  { baseUrl, delivery }: Pick<ClosedPlan, 'baseUrl' | 'delivery'>,
): ClosedPlan[] {
  return scenario.streams.flatMap(({ ask, load, name }) =>
    load.kind === 'closed' && load.clientCount > 0
      ? [
          {
            kind: 'closed' as const,
            delivery,
            baseUrl,
            streamName: name,
            request: requestPlan(ask, work),
            clientCount: load.clientCount,
            fromMs: scenario.quietMs,
            durationMs: scenario.loadMs,
          },
        ]
      : [],
  );
}
