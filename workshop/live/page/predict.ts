import { lengthText } from './model.ts';

/**
 * One of the four answers to "how long will /health be silent?".
 *
 * @param choice 0..3
 * @param taskMs W; 0 while it is not known
 */
export function choiceText(choice: number, taskMs: number): string {
  const known = (factor: number): string => (taskMs === 0 ? '' : ` = ${lengthText(taskMs * factor)}`);
  return ['0 (not at all)', '50 ms', `W${known(1)}`, `4 W${known(4)}`][choice] ?? '';
}

/** Below this a person sees no gap in the strip. */
const UNSEEN_MS = 25;

/** The choice that is nearest by ratio. */
export function nearestChoice(silentMs: number, taskMs: number): number {
  if (silentMs < UNSEEN_MS) return 0;
  const distances = [UNSEEN_MS / 2, 50, taskMs, taskMs * 4].map((ms) => Math.abs(Math.log(silentMs / ms)));
  return distances.indexOf(Math.min(...distances));
}

/** "You said W = 402 ms; it was 431 ms. Well predicted." */
export function verdictText(choice: number | null, silentMs: number, taskMs: number): string {
  const was = lengthText(silentMs);
  if (choice === null) return `The longest wait of a neighbour was ${was}.`;
  const isRight = choice === nearestChoice(silentMs, taskMs);
  const judged = isRight ? 'Well predicted.' : 'Most people miss this once; below is why.';
  return `You said ${choiceText(choice, taskMs)}; the longest wait was ${was}. ${judged}`;
}
