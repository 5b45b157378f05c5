import type { Load } from '../../scenarios/scenario.ts';
import { type Random, exponential } from '../../stats/seeded-random.ts';

const MS_PER_SECOND = 1_000;

/**
 * When the requests of an open stream are due, ascending, in 0 (inclusive) to `durationMs` (exclusive). Poisson
 * arrivals draw their gaps from an exponential distribution; even ones start in the middle of their first gap.
 */
export function schedule(load: Load & { readonly kind: 'open' }, durationMs: number, random: Random): number[] {
  if (load.arrivalsPerSecond === 0) return [];
  const meanMs = MS_PER_SECOND / load.arrivalsPerSecond;
  const isPoisson = load.spacing === 'poisson';
  const dueAtMs: number[] = [];
  let nextMs = isPoisson ? exponential(random, meanMs) : meanMs / 2;
  while (nextMs < durationMs) {
    dueAtMs.push(nextMs);
    nextMs += isPoisson ? exponential(random, meanMs) : meanMs;
  }
  return dueAtMs;
}
