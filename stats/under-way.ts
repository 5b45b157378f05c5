import { type Phase, lengthMs } from './phases.ts';

/** One request's time under way: from due (or sent) to its end; Infinity where it had none. Since the trial's start. */
export interface Spell {
  readonly startMs: number;
  readonly endMs: number;
}

const overlapMs = (spell: Spell, { startMs, endMs }: Phase): number =>
  Math.max(0, Math.min(spell.endMs, endMs) - Math.max(spell.startMs, startMs));

/** How many requests were under way in the phase, on average over its time. */
export const meanUnderWay = (spells: readonly Spell[], phase: Phase): number =>
  spells.reduce((sumMs, spell) => sumMs + overlapMs(spell, phase), 0) / lengthMs(phase);

/**
 * Largest less smallest number under way in the phase, after taking off a straight line: how far it swings about its
 * trend.
 *
 * @param slopePerMs of the line
 */
export function swingOf(spells: readonly Spell[], phase: Phase, slopePerMs: number): number {
  const momentsOf = (edge: keyof Spell): Float64Array =>
    Float64Array.from(
      spells.map((spell) => spell[edge]).filter((atMs) => phase.startMs < atMs && atMs < phase.endMs),
    ).sort();
  const startsMs = momentsOf('startMs');
  const endsMs = momentsOf('endMs');
  let [startedCount, endedCount, lowest, highest] = [0, 0, 0, 0];
  const look = (atMs: number): void => {
    // More than at the start: how many there were does not swing.
    const residual = startedCount - endedCount - slopePerMs * (atMs - phase.startMs);
    lowest = Math.min(lowest, residual);
    highest = Math.max(highest, residual);
  };
  // Between two moments the number stands still while the line goes on, so it is looked at on both sides of each.
  while (startedCount < startsMs.length || endedCount < endsMs.length) {
    const startMs = startsMs[startedCount] ?? Infinity;
    const endMs = endsMs[endedCount] ?? Infinity;
    look(Math.min(startMs, endMs));
    if (startMs <= endMs) startedCount += 1;
    else endedCount += 1;
    look(Math.min(startMs, endMs));
  }
  look(phase.endMs);
  return highest - lowest;
}
