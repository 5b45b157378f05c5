import type { Settling } from './aftermath.ts';
import type { LevelSummary } from './summary.ts';
import { formatMs } from './units.ts';
import { intervalText, waitText } from './wait-text.ts';

type Shown = Pick<LevelSummary, 'targets'>;

/** "1.26 s", "at least 3.00 s", "1.26 s (95 % interval 1.20 s to 1.31 s)". */
function settlingText({ median, interval }: Settling): string {
  const hasRange = interval !== null && interval.low !== interval.high;
  return `${waitText(median)}${hasRange ? intervalText(interval) : ''}`;
}

/** "the neighbours of blocking were well again after 1.26 s; those of yielding after 2.90 s; thread-pool held nobody up". */
export function recoveryTexts({ targets }: Shown): string[] {
  return targets
    .flatMap(({ targetName, status, aftermath }) => {
      const settling = status === 'measured' ? (aftermath?.wellAgain ?? null) : null;
      return settling === null ? [] : [{ targetName, settling }];
    })
    .toSorted((one, other) => other.settling.median.valueMs - one.settling.median.valueMs)
    .map(({ targetName, settling }, index) => {
      if (settling.median.valueMs === 0 && !settling.median.isAtLeast) return `${targetName} held nobody up`;
      return index === 0
        ? `the neighbours of ${targetName} were well again after ${settlingText(settling)}`
        : `those of ${targetName} after ${settlingText(settling)}`;
    });
}

/** "blocking spent 2.95 s of CPU per task that somebody waited for and worked on for nobody for 2.00 s; cluster 3.03 s and 1.19 s". */
export function stayedTexts({ targets }: Shown): string[] {
  return targets
    .flatMap(({ targetName, status, cpuMsPerTask, aftermath }) =>
      status === 'measured' ? [{ targetName, cpuMs: cpuMsPerTask, idle: aftermath?.idleAgain ?? null }] : [],
    )
    .toSorted((one, other) => (other.cpuMs ?? Infinity) - (one.cpuMs ?? Infinity))
    .map(({ targetName, cpuMs, idle }, index) => {
      const cpu = cpuMs === null ? 'an unknown time' : formatMs(cpuMs);
      const after = idle === null ? 'an unknown time' : waitText(idle.median);
      return index === 0
        ? `${targetName} spent ${cpu} of CPU per task that somebody waited for, and worked on for nobody for ${after}`
        : `${targetName} ${cpu} and ${after}`;
    });
}
