import type { Burst, SteadyLoad } from '../../scenarios/scenario.ts';
import { type Random, exponential } from '../../stats/seeded-random.ts';

const MS_PER_SECOND = 1_000;

/** Loads whose requests wait for nobody: when each is due is known before. */
export type ScheduledLoad = Burst | (SteadyLoad & { readonly kind: 'open' });

/**
 * When the requests of a stream are due, ascending, in 0 (inclusive) to `durationMs` (exclusive). Poisson arrivals draw
 * their gaps from an exponential distribution; even ones start in the middle of their first gap, a burst starts at once.
 */
export function schedule(load: ScheduledLoad, durationMs: number, random: Random): number[] {
  if (load.kind === 'burst')
    return Array.from({ length: load.requestCount }, (_, index) => index * load.everyMs).filter(
      (atMs) => atMs < durationMs,
    );
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
