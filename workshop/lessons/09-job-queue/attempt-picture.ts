/** Together with its name it fits a terminal of 80 columns. */
const CELL_COUNT = 60;

/**
 * Which attempt had a job: "attempt 1111X.........2222". X is a kill -9, a dot is nobody.
 *
 * @param beginsMs of the attempts, ascending, as Date.now() counts; so the other times
 * @param killedAtMs whoever had the job then lost it; null when nobody did
 */
export function attemptText(
  beginsMs: readonly number[],
  { endMs, killedAtMs }: { readonly endMs: number; readonly killedAtMs: number | null },
): string {
  const startMs = beginsMs[0] ?? endMs;
  const cellMs = Math.max(1, (endMs - startMs) / CELL_COUNT);
  const cells = Array.from({ length: CELL_COUNT }, (_, index) => {
    const [fromMs, toMs] = [startMs + index * cellMs, startMs + (index + 1) * cellMs];
    if (killedAtMs !== null && killedAtMs >= fromMs && killedAtMs < toMs) return 'X';
    const begun = beginsMs.filter((beginMs) => beginMs < toMs);
    const isLost = killedAtMs !== null && killedAtMs < toMs && (begun.at(-1) ?? 0) <= killedAtMs;
    return isLost || begun.length === 0 ? '.' : String(Math.min(begun.length, 9));
  });
  return `attempt ${cells.join('')}`;
}
