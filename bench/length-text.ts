const MS_PER_SECOND = 1_000;
const SECONDS_PER_MINUTE = 60;

/** 75_000 -> "1 min 15 s". */
export function formatLength(ms: number): string {
  const seconds = Math.round(ms / MS_PER_SECOND);
  if (seconds < SECONDS_PER_MINUTE) return `${seconds} s`;
  return `${Math.floor(seconds / SECONDS_PER_MINUTE)} min ${seconds % SECONDS_PER_MINUTE} s`;
}
