import type { Telemetry } from './record.ts';

/** What a process or thread used from one sample to the next. */
export interface CoresUsed {
  readonly fromMs: number;
  readonly toMs: number;
  /** 1: all of one core. */
  readonly coreCount: number;
}

/** CPU time of some children is told in ticks of 10 ms: over a shorter while than this a rate is mostly rounding. */
const MIN_SPAN_MS = 100;

/** Samples that lie too near to each other give one rate together; a single sample gives none. */
export function coresUsed({ atMs, cpuMs }: Pick<Telemetry, 'atMs' | 'cpuMs'>): CoresUsed[] {
  const used: CoresUsed[] = [];
  let fromIndex = 0;
  for (const [index, toMs] of atMs.entries()) {
    const fromMs = atMs[fromIndex] ?? toMs;
    if (toMs - fromMs < MIN_SPAN_MS) continue;
    const spentMs = (cpuMs[index] ?? 0) - (cpuMs[fromIndex] ?? 0);
    used.push({ fromMs, toMs, coreCount: Math.max(0, spentMs) / (toMs - fromMs) });
    fromIndex = index;
  }
  return used;
}
