import type { StreamSamples } from './record.ts';

/**
 * The mean of what the database took for a right answer, by the server's own stamps.
 *
 * @param isCounted of a round, by index, which requests to take
 * @returns null where no such request says so
 */
export function databaseMsOf(
  rounds: readonly StreamSamples[],
  isCounted: (round: StreamSamples) => (index: number) => boolean,
): number | null {
  const timesMs = rounds.flatMap((samples) => {
    const isTaken = isCounted(samples);
    return (samples.databaseMs ?? []).filter(
      (ms, index) => ms !== null && samples.outcomes[index] === 'ok' && isTaken(index),
    );
  });
  return timesMs.length === 0 ? null : timesMs.reduce<number>((sumMs, ms) => sumMs + (ms ?? 0), 0) / timesMs.length;
}
