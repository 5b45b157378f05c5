import type { Outcome, StreamSamples } from '../stats/record.ts';

/** Microseconds are finer than any of our clocks is true; more digits only make the record longer. */
export const rounded = (ms: number): number => Math.round(ms * 1_000) / 1_000;

interface Sample {
  readonly dueAtMs: number;
  readonly sentAtMs: number;
  readonly latencyMs: number;
  readonly outcome: Outcome;
}

/** Requests as the record's parallel columns, in the order in which they were due. */
export function sampleColumns(
  streamName: string,
  samples: readonly Sample[],
  opened: { readonly beforeCount: number; readonly duringCount: number },
): StreamSamples {
  const ordered = samples.toSorted((one, other) => one.dueAtMs - other.dueAtMs);
  return {
    streamName,
    dueAtMs: ordered.map(({ dueAtMs }) => rounded(dueAtMs)),
    sentAtMs: ordered.map(({ sentAtMs }) => rounded(sentAtMs)),
    latencyMs: ordered.map(({ latencyMs }) => rounded(Math.max(0, latencyMs))),
    outcomes: ordered.map(({ outcome }) => outcome),
    openedBeforeCount: opened.beforeCount,
    openedDuringCount: opened.duringCount,
  };
}
