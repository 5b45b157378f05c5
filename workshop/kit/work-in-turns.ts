import { setImmediate } from 'node:timers/promises';
import { workSlices } from './work.ts';

/** Of one job. Jobs that work at the same time have a turn each before the loop goes round. */
const TURN_MS = 5;

/**
 * The heavy work as lesson 3 has it: in turns of a few milliseconds, between which the event loop serves others. The first
 * turn begins only after the loop has gone round once, so that an answer that is ready goes out before.
 *
 * @returns the digest that work() returns
 * @throws {RangeError} when iterations is below 0
 */
export async function workInTurns(nonce: string, iterations: number): Promise<string> {
  const slices = workSlices(nonce, iterations);
  for (;;) {
    await setImmediate();
    const turnEndsAtMs = performance.now() + TURN_MS;
    do {
      const { done, value } = slices.next();
      if (done === true) return value;
    } while (performance.now() < turnEndsAtMs);
  }
}
