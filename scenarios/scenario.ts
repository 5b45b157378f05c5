import type { Json } from '../servers/task.ts';

/** How requests come for as long as the load lasts: a fixed number of clients that each wait for their reply, or arrivals that wait for nobody. */
export type SteadyLoad =
  | { readonly kind: 'closed'; readonly clientCount: number }
  | { readonly kind: 'open'; readonly arrivalsPerSecond: number; readonly spacing: 'poisson' | 'even' };

/**
 * A load that ends: so many requests, the first when the load begins, each `everyMs` after the one before it (0: all in
 * the same moment), and then no more. They wait for nobody either.
 */
export interface Burst {
  readonly kind: 'burst';
  readonly requestCount: number;
  readonly everyMs: number;
}

export type Load = SteadyLoad | Burst;

/** What a request asks for. */
export type Ask =
  | { readonly kind: 'health' }
  | {
      readonly kind: 'task';
      readonly taskName: string;
      /** null: the task's own default. */
      readonly input: Json;
      /** How long one task should take here, for tasks whose cost is a number; others take as long as they do. */
      readonly taskMs?: number;
      /** The row of the server's database that the input is read from and the output written to. Absent: the input is sent. */
      readonly rowKey?: string;
    };

/** `warm`: sockets opened before the load and used in turn. `cold`: a new connection for each request. */
export type ConnectionPolicy = 'warm' | 'cold';

/** One kind of client. The streams of a scenario run at the same time: the heavy one, and the neighbours that suffer from it. */
export interface Stream {
  readonly name: string;
  readonly ask: Ask;
  readonly load: Load;
  readonly connections: ConnectionPolicy;
  /**
   * How long after its request was due a client goes, answered or not: it closes its connection, and cancels the job that
   * it has an id of. Absent: it stays. Of closed loops nobody leaves.
   */
  readonly leaveAfterMs?: number;
  /**
   * Its task always throws, so that an error with a code is the right answer to each of its requests. Such a stream is
   * poison among the heavy work and no part of it: it keeps its own task and load, whatever flags and levels say.
   */
  readonly mustFail?: true;
}

/**
 * What reports tell first: how long jobs take until they are accepted, begun and done, how many tasks are done at which
 * price, whether good requests are served beside those that must fail, how long the neighbours take to get well after a
 * burst, or what those who stay get done, and at which price, beside clients who leave.
 */
export type Focus = 'jobs' | 'tasks' | 'good-work' | 'recovery' | 'stayed';

/**
 * One load of the heavy streams among several. A share of a capacity becomes a rate once the capacities of all targets
 * have been measured: the same absolute rate for every target, or they could not be compared.
 */
export type Level =
  | { readonly name: string; readonly load: SteadyLoad }
  | { readonly capacityShare: number; readonly of: 'weakest' | 'best' };

/**
 * What is asked of every target, as data. A trial walks through warm-up (heavy work only, not recorded), quiet
 * (neighbours only), load (everything) and recovery (neighbours only).
 */
export interface Scenario {
  readonly name: string;
  /** A sentence ending in '?', printed above its charts. */
  readonly question: string;
  /** What the answer should look like, in a sentence or two: whoever sees another one has learned something. */
  readonly expect: string;
  /** Names of the strategies that it is about: measured when nobody names any. Absent: those of every other scenario. */
  readonly strategies?: readonly string[];
  /** Absent: how long the neighbours wait. */
  readonly focus?: Focus;
  readonly streams: readonly Stream[];
  readonly warmupMs: number;
  readonly quietMs: number;
  /** A whole number of seconds, as autocannon counts in seconds. */
  readonly loadMs: number;
  readonly recoveryMs: number;
  /** A neighbour that has not been answered this long after it was due counts as timed out. */
  readonly timeoutMs: number;
  readonly roundCount: number;
  /** Every round runs every target once with each of these in place of its heavy streams' own load. */
  readonly levels?: readonly Level[];
}
