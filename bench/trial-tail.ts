import { percentile } from '../stats/percentile.ts';
import type { Trial } from '../stats/record.ts';
import { formatMs } from '../stats/units.ts';
import type { ResolvedScenario } from './levels.ts';

const BARS = '▁▂▃▄▅▆▇█';
const FLAT_MS = 1;
const FULL_MS = 3_200; // eight bars of half a decade each
const P99 = 0.99;

/** How long neighbours waited in one trial. */
export interface TrialTail {
  /** Under load. */
  readonly longestMs: number;
  readonly p99Ms: number;
  /** The longest wait of each stretch of the trial, a character each; the scale is logarithmic and always the same. */
  readonly heartbeat: string;
}

function bar(waitMs: number | undefined): string {
  if (waitMs === undefined) return ' ';
  const share = Math.log(Math.max(waitMs, FLAT_MS) / FLAT_MS) / Math.log(FULL_MS / FLAT_MS);
  return BARS[Math.min(BARS.length - 1, Math.floor(share * BARS.length))] ?? ' ';
}

/** @param beatCount characters of the heartbeat @returns null where no neighbour was asked under load */
export function tailOf(
  { streams }: Pick<Trial, 'streams'>,
  { quietMs, loadMs, recoveryMs }: Pick<ResolvedScenario, 'quietMs' | 'loadMs' | 'recoveryMs'>,
  beatCount: number,
): TrialTail | null {
  const beats = Array.from<number | undefined>({ length: beatCount });
  const underLoadMs: number[] = [];
  const beatMs = (quietMs + loadMs + recoveryMs) / beatCount;
  for (const { streamName, dueAtMs, latencyMs } of streams) {
    if (!streamName.startsWith('neighbour')) continue;
    for (const [index, waitMs] of latencyMs.entries()) {
      const dueMs = dueAtMs[index] ?? 0;
      const beat = Math.min(beatCount - 1, Math.max(0, Math.floor(dueMs / beatMs)));
      beats[beat] = Math.max(beats[beat] ?? 0, waitMs);
      if (dueMs >= quietMs && dueMs < quietMs + loadMs) underLoadMs.push(waitMs);
    }
  }
  if (underLoadMs.length === 0) return null;
  underLoadMs.sort((a, b) => a - b);
  return {
    longestMs: underLoadMs.at(-1) ?? 0,
    p99Ms: percentile(underLoadMs, P99),
    heartbeat: Array.from(beats, bar).join(''),
  };
}

/** "neighbours waited up to 512 ms, p99 498 ms". */
export const tailText = ({ longestMs, p99Ms }: TrialTail): string =>
  `neighbours waited up to ${formatMs(longestMs)}, p99 ${formatMs(p99Ms)}`;
