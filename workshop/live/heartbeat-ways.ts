import { Agent } from 'node:http';
import type { Connections } from './wire.ts';

/** Held connections for each process: with one alone, chance would decide whether a process has any. */
const HELD_PER_PROCESS_COUNT = 2;

/** A way on which neighbours come. */
export interface Way {
  /** false: each comes on a connection of its own. */
  readonly agent: Agent | false;
  /** Of a connection that is held; null where many share this way. */
  readonly connectionIndex: number | null;
  /** Who answered last on a connection that is held. */
  processId: number | null;
}

const shared = (mostSockets: number): Way => ({
  agent: new Agent({ keepAlive: true, maxSockets: mostSockets }),
  connectionIndex: null,
  processId: null,
});

const held = (connectionIndex: number): Way => ({
  agent: new Agent({ keepAlive: true, maxSockets: 1 }),
  connectionIndex,
  processId: null,
});

/**
 * Neighbours take these in turn.
 *
 * @param processCount of those that answer requests; behind a single one all connections are alike, and are shared
 */
export function waysOf(processCount: number, connections: Connections, mostSockets: number): readonly Way[] {
  if (processCount <= 1) return [shared(mostSockets)];
  if (connections === 'new') return [{ agent: false, connectionIndex: null, processId: null }];
  return Array.from({ length: processCount * HELD_PER_PROCESS_COUNT }, (_, index) => held(index));
}

export function closeWays(ways: readonly Way[]): void {
  for (const { agent } of ways) if (agent !== false) agent.destroy();
}
