import type { Scenario, Stream } from '../scenarios/scenario.ts';
import type { Json, Task } from '../servers/task.ts';
import { seededRandom } from '../stats/seeded-random.ts';
import { type ScheduledLoad, schedule } from './sender/pacer.ts';
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

/** @throws {TypeError} when a heavy stream asks for another task than the run's */
export function requestPlan({ ask, mustFail }: Pick<Stream, 'ask' | 'mustFail'>, work: HeavyWork | null): RequestPlan {
  if (ask.kind === 'health') return { method: 'GET', path: '/health', body: null };
  if (mustFail === true)
    return { method: 'POST', path: `/tasks/${ask.taskName}`, body: JSON.stringify(ask.input), mustFail };
  if (work === null || work.task.name !== ask.taskName) throw new TypeError(`A run has one task: got ${ask.taskName}`);
  const { taskName, rowKey } = ask;
  return {
    method: 'POST',
    ...(rowKey === undefined
      ? { path: `/tasks/${taskName}`, body: JSON.stringify(ask.input) }
      : { path: rowPath(rowKey, taskName), body: null }),
    ...withExpected(work.expected),
  };
}

const rowPath = (rowKey: string, taskName: string): string => `/rows/${rowKey}/tasks/${taskName}`;

/**
 * What has to be asked before a heavy request finds its input in the server's database: that it be stored. Then, where
 * answers are verified, whether a run leaves its output there. Nothing for requests that bring their input.
 */
export function rowRequests({ ask }: Pick<Stream, 'ask'>, { expected }: HeavyWork): RequestPlan[] {
  if (ask.kind !== 'task' || ask.rowKey === undefined) return [];
  const { input } = ask;
  const path = rowPath(ask.rowKey, ask.taskName);
  const put: RequestPlan = { method: 'PUT', path, body: JSON.stringify(input), expected: input };
  if (expected === undefined) return [put];
  return [
    put,
    { method: 'POST', path, body: null, expected },
    { method: 'GET', path, body: null, expected: { input, output: expected } },
  ];
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

const withinBounds = (wantedCount: number): number =>
  Math.min(WARM_CONNECTION_COUNT.max, Math.max(WARM_CONNECTION_COUNT.min, wantedCount));

/** Enough that a warm neighbour finds a free connection during any usual stall. */
export const warmConnectionCount = (arrivalsPerSecond: number): number =>
  withinBounds(Math.ceil(arrivalsPerSecond * COVERED_STALL_SECONDS));

export function trialMs({ quietMs, loadMs, recoveryMs }: Pick<Scenario, 'quietMs' | 'loadMs' | 'recoveryMs'>): number {
  return quietMs + loadMs + recoveryMs;
}

/** A burst has one for each of its requests: they are all under way at once. */
const warmCountOf = (load: ScheduledLoad): number =>
  load.kind === 'open' ? warmConnectionCount(load.arrivalsPerSecond) : withinBounds(load.requestCount);

type ScheduledStream = Stream & { readonly load: ScheduledLoad };
const isScheduled = (stream: Stream): stream is ScheduledStream => stream.load.kind !== 'closed';

/** Neighbours come from the first moment of the quiet phase to the last of recovery; other streams in the load phase only. */
function dueTimes(
  { ask, load, name }: ScheduledStream,
  scenario: Scenario,
  seed: number,
  roundIndex: number,
): number[] {
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
    streams: scenario.streams.filter(isScheduled).map((stream) => ({
      streamName: stream.name,
      request: requestPlan(stream, work),
      warmConnectionCount: stream.connections === 'warm' ? warmCountOf(stream.load) : 0,
      dueAtMs: dueTimes(stream, scenario, seed, roundIndex),
      ...(stream.leaveAfterMs === undefined ? {} : { leaveAfterMs: stream.leaveAfterMs }),
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
            request: requestPlan({ ask }, work),
            clientCount: load.clientCount,
            fromMs: scenario.quietMs,
            durationMs: scenario.loadMs,
          },
        ]
      : [],
  );
}
