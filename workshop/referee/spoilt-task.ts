import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Learner } from './learner-process.ts';
import type { WorkTask } from './oracle-protocol.ts';
import type { Miss } from './verdict.ts';

const FEWEST_ITERATIONS = -1_000;
/** A process that ends is known to have ended a little later. */
const LAST_BREATH_MS = 200;

/** Looks like any other until it is worked on: then the kit's work throws. */
export const spoiltTask = (): WorkTask => ({ nonce: randomUUID(), iterations: randomInt(FEWEST_ITERATIONS, 0) });

/**
 * Gives a server a task that throws.
 *
 * @param act asks for it, and tells what is amiss while the server lives
 * @returns what `act` returns, or the one miss of a server that ends with it
 */
export async function spoiltTaskMisses(
  learner: Learner,
  act: () => Promise<readonly Miss[]>,
): Promise<readonly Miss[]> {
  try {
    const misses = await act();
    if (misses.length > 0) await delay(LAST_BREATH_MS, undefined, { signal: learner.lost });
    return misses;
  } catch (thrown) {
    if (!learner.lost.aborted) throw thrown;
    return [
      {
        fact: 'A task threw after its 202 was sent, and your server ended with it, and every other job with the server.',
        question: 'Nobody awaits this call any more. Who catches what it throws?',
        isClear: true,
      },
    ];
  }
}
