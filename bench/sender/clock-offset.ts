import { nowMs } from '../../servers/telemetry.ts';

/**
 * `performance.now()` is the same clock as `nowMs()` from another start, and makes no bigint of each reading: it is read a
 * million times a second while waiting. The start is taken where two readings of the one stand closest about one of the other:
 * the first readings of a process take milliseconds.
 */
function clockOffsetMs(): number {
  const readings = Array.from({ length: 100 }, () => {
    const beforeMs = performance.now();
    const atMs = nowMs();
    const afterMs = performance.now();
    return { offsetMs: atMs - (beforeMs + afterMs) / 2, gapMs: afterMs - beforeMs };
  });
  return readings.reduce((best, one) => (one.gapMs < best.gapMs ? one : best)).offsetMs;
}

/** `nowMs()` less `performance.now()`. */
export const CLOCK_OFFSET_MS = clockOffsetMs();
