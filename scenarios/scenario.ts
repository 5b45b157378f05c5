import type { Json } from '../servers/task.ts';

/** How requests come: a fixed number of clients that each wait for their reply, or arrivals that wait for nobody. */
export type Load =
  | { readonly kind: 'closed'; readonly clientCount: number }
  | { readonly kind: 'open'; readonly arrivalsPerSecond: number; readonly spacing: 'poisson' | 'even' };

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
    };

/** `warm`: sockets opened before the load and used in turn. `cold`: a new connection for each request. */
export type ConnectionPolicy = 'warm' | 'cold';

/** One kind of client. The streams of a scenario run at the same time: the heavy one, and the neighbours that suffer from it. */
export interface Stream {
  readonly name: string;
  readonly ask: Ask;
  readonly load: Load;
  readonly connections: ConnectionPolicy;
}

/**
 * One load of the heavy streams among several. A share of a capacity becomes a rate once the capacities of all targets
 * have been measured: the same absolute rate for every target, or they could not be compared.
 */
export type Level =
  | { readonly name: string; readonly load: Load }
  | { readonly capacityShare: number; readonly of: 'weakest' | 'best' };

/**
 * What is asked of every target, as data. A trial walks through warm-up (heavy work only, not recorded), quiet
 * (neighbours only), load (everything) and recovery (neighbours only).
 */
export interface Scenario {
  readonly name: string;
  /** A sentence ending in '?', printed above its charts. */
  readonly question: string;
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
