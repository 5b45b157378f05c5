import { setTimeout as delay } from 'node:timers/promises';
import type { Learner } from './learner-process.ts';

/**
 * Lets a server be for a while.
 *
 * @throws the learner's loss, or the signal's reason
 */
export async function pause(
  ms: number,
  { lost }: Pick<Learner, 'lost'>,
  { signal }: { readonly signal: AbortSignal },
): Promise<void> {
  const over = AbortSignal.any([signal, lost]);
  // A timer's own error would hide why it is over.
  await delay(ms, undefined, { signal: over }).catch(() => over.throwIfAborted());
}
