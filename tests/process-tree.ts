import { descendants as allDescendants } from '../bench/faults/process-tree.ts';
import { isAlive } from '../servers/is-alive.ts';
import type { Trial } from '../stats/record.ts';

/** The children and children's children of a process whose command line contains `text`. */
export async function descendants(processId: number, text: string): Promise<number[]> {
  const all = await allDescendants(processId);
  return all.filter(({ command }) => command.includes(text)).map((child) => child.processId);
}

/** Of all processes that the telemetry of these trials names, those that have not ended. */
export function stillAlive(trials: readonly Trial[]): number[] {
  const processIds = new Set(trials.flatMap(({ telemetry }) => telemetry.map(({ processId }) => processId)));
  return [...processIds].filter(isAlive);
}
