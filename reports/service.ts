import { countedTrials } from '../stats/gates/counted-trials.ts';
import { isWithin, phasesOf, toldNeighbour } from '../stats/phases.ts';
import type { RunRecord, StreamSamples } from '../stats/record.ts';
import { STALL_MS, type TargetSummary } from '../stats/summary.ts';
import { formatShare } from '../stats/units.ts';
import type { GlanceCell } from './glance.ts';

/** What the neighbours of one target got in the load phases of the trials that count: the three add up to all who were due. */
export interface Service {
  /** Answered right within STALL_MS. */
  readonly goodCount: number;
  /** Answered right, and later than that. */
  readonly slowCount: number;
  /** Refused, failed, wrong, given up or lost. */
  readonly unservedCount: number;
  /** Where arrivals outran completions the shares only tell how long the run was. */
  readonly isGrowing: boolean;
}

/** @param record of one level @returns null without neighbours, and of a target that does not count */
export function serviceOf(record: RunRecord, target: TargetSummary): Service | null {
  if (target.status !== 'measured') return null;
  const neighbourName = toldNeighbour(record.scenario)?.name;
  const { load } = phasesOf(record.scenario);
  const counts = { goodCount: 0, slowCount: 0, unservedCount: 0 };
  const countIn = ({ dueAtMs, latencyMs, outcomes }: StreamSamples): void => {
    for (const [index, atMs] of dueAtMs.entries()) {
      if (!isWithin(load, atMs)) continue;
      if (outcomes[index] !== 'ok') counts.unservedCount += 1;
      else if ((latencyMs[index] ?? 0) > STALL_MS) counts.slowCount += 1;
      else counts.goodCount += 1;
    }
  };
  for (const { streams } of countedTrials(record, target))
    for (const stream of streams) if (stream.streamName === neighbourName) countIn(stream);
  if (counts.goodCount + counts.slowCount + counts.unservedCount === 0) return null;
  const stream = target.streams.find(({ streamName }) => streamName === neighbourName);
  return { ...counts, isGrowing: stream?.backlog?.isGrowing === true };
}

/** "98 % good", and below it "1.2 % slow, 0.8 % not served". */
export function serviceCell(service: Service | null): GlanceCell {
  if (service === null) return { text: 'n/a', note: '', sortValue: null };
  if (service.isGrowing) return { text: 'unstable', note: '', sortValue: null };
  const { goodCount, slowCount, unservedCount } = service;
  const totalCount = goodCount + slowCount + unservedCount;
  const parts = [
    slowCount === 0 ? '' : `${formatShare(slowCount / totalCount)} slow`,
    unservedCount === 0 ? '' : `${formatShare(unservedCount / totalCount)} not served`,
  ];
  const share = goodCount / totalCount;
  return { text: `${formatShare(share)} good`, note: parts.filter((text) => text !== '').join(', '), sortValue: share };
}
