/**
 * What requests must wait at servers whose every moment is scripted: theory applied to the very arrivals that are sent, so
 * that nothing but the instrument can make a difference. All times in milliseconds on one clock.
 */

/** A loop that is held for `holdMs` in every `everyMs`, first at `firstAtMs`; it serves at once otherwise. */
export interface StallScript {
  readonly holdMs: number;
  readonly everyMs: number;
  readonly firstAtMs: number;
}

/** Until the end of the hold that a request meets; 0 where it meets none. */
export function stallWaitMs(dueAtMs: number, { holdMs, everyMs, firstAtMs }: StallScript): number {
  if (dueAtMs < firstAtMs) return 0;
  return Math.max(0, holdMs - ((dueAtMs - firstAtMs) % everyMs));
}

/**
 * The same for Poisson arrivals without end, wherever the holds begin: p_q = s - (1 - q)T.
 *
 * @param share q, 0..1
 * @see Tene, "How NOT to measure latency": the test of the frozen server, repeated
 */
export const stallPercentileMs = (share: number, { holdMs, everyMs }: Omit<StallScript, 'firstAtMs'>): number =>
  Math.max(0, holdMs - (1 - share) * everyMs);

/** Times from due to answer at a server that is held for the same time by each heavy request and by nothing else. */
export interface BlockedWaits {
  readonly heavyMs: readonly number[];
  /** Of requests that cost nothing themselves: the work that stands before them. */
  readonly neighbourMs: readonly number[];
}

/**
 * One server, first come, first served: each request waits for the work that the one before it left behind.
 *
 * @param heavyDueAtMs ascending
 * @param neighbourDueAtMs ascending
 * @see Lindley (1952), "The theory of queues with a single server": W(n+1) = max(0, W(n) + D - gap)
 */
export function blockedWaits(
  heavyDueAtMs: readonly number[],
  neighbourDueAtMs: readonly number[],
  holdMs: number,
): BlockedWaits {
  const heavyMs: number[] = [];
  const neighbourMs: number[] = [];
  let freeAtMs = Number.NEGATIVE_INFINITY;
  let nextIndex = 0;
  const meetNeighbours = (untilMs: number): void => {
    for (let dueAtMs = neighbourDueAtMs[nextIndex]; dueAtMs !== undefined && dueAtMs < untilMs;) {
      neighbourMs.push(Math.max(0, freeAtMs - dueAtMs));
      nextIndex += 1;
      dueAtMs = neighbourDueAtMs[nextIndex];
    }
  };
  for (const dueAtMs of heavyDueAtMs) {
    meetNeighbours(dueAtMs);
    freeAtMs = Math.max(freeAtMs, dueAtMs) + holdMs;
    heavyMs.push(freeAtMs - dueAtMs);
  }
  meetNeighbours(Number.POSITIVE_INFINITY);
  return { heavyMs, neighbourMs };
}

/**
 * Times from due to done at several servers of one queue, first come, first served: each request goes to the server that is
 * free first.
 *
 * @param dueAtMs ascending
 * @see Kiefer and Wolfowitz (1955), "On the theory of queues with many servers"
 */
export function pooledWaits(dueAtMs: readonly number[], taskMs: number, serverCount: number): number[] {
  const freeAtMs = Array.from({ length: serverCount }, () => Number.NEGATIVE_INFINITY);
  return dueAtMs.map((atMs) => {
    const nextMs = Math.min(...freeAtMs);
    const doneAtMs = Math.max(nextMs, atMs) + taskMs;
    freeAtMs[freeAtMs.indexOf(nextMs)] = doneAtMs;
    return doneAtMs - atMs;
  });
}
