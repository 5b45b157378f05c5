import { isHeavy } from '../stats/phases.ts';
import type { RecordedScenario, RunRecord } from '../stats/record.ts';
import type { StreamSummary, Summary, TargetSummary } from '../stats/summary.ts';

export type StreamRole = 'heavy' | 'warm' | 'cold';

type RecordedStream = RecordedScenario['streams'][number];

/** What a stream is to the report, whatever the scenario calls it. */
export function roleOf(stream: RecordedStream): StreamRole {
  return isHeavy(stream) ? 'heavy' : stream.connections;
}

/** The first stream of that role. */
export const streamName = (record: RunRecord, role: StreamRole): string | undefined =>
  record.scenario.streams.find((stream) => roleOf(stream) === role)?.name;

/** undefined when the scenario has no such stream, or no trial of the target was valid. */
export function streamOf(record: RunRecord, target: TargetSummary, role: StreamRole): StreamSummary | undefined {
  const name = streamName(record, role);
  return target.streams.find((stream) => stream.streamName === name);
}

/** Targets with at least one valid trial. */
export const measuredTargets = (summary: Summary): readonly TargetSummary[] =>
  summary.targets.filter(({ validTrialCount }) => validTrialCount > 0);

export const NEIGHBOUR_ROLES = ['warm', 'cold'] as const satisfies readonly StreamRole[];
