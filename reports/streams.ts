import { isHeavy, isPoison } from '../stats/phases.ts';
import type { RecordedScenario, RunRecord } from '../stats/record.ts';
import type { StreamSummary, Summary, TargetSummary } from '../stats/summary.ts';
import { formatRate } from '../stats/units.ts';
import { supportText } from './wording.ts';

export type StreamRole = 'heavy' | 'poison' | 'warm' | 'cold';

type RecordedStream = RecordedScenario['streams'][number];

/** What a stream is to the report, whatever the scenario calls it. */
export function roleOf(stream: RecordedStream): StreamRole {
  if (isPoison(stream)) return 'poison';
  return isHeavy(stream) ? 'heavy' : stream.connections;
}

/** The first stream of that role. */
export const streamName = (record: RunRecord, role: StreamRole): string | undefined =>
  record.scenario.streams.find((stream) => roleOf(stream) === role)?.name;

/** undefined when the scenario has no such stream, or no trial of the target counts. */
export function streamOf(record: RunRecord, target: TargetSummary, role: StreamRole): StreamSummary | undefined {
  const name = streamName(record, role);
  return target.streams.find((stream) => stream.streamName === name);
}

/** Targets with at least one trial that counts. */
export const measuredTargets = (summary: Summary): readonly TargetSummary[] =>
  summary.targets.filter(({ validTrialCount }) => validTrialCount > 0);

/** "+5.2/s": how fast arrivals outran completions; null while they do not. */
export const growthText = (stream: StreamSummary | undefined): string | null =>
  stream?.backlog?.isGrowing === true ? `+${formatRate(stream.backlog.perSecond.value)}` : null;

/** "12 ms", "≥ 1.2 s", "unstable, +5.2/s", or why there is none. */
export function shownWait(stream: StreamSummary, name: keyof StreamSummary['waitMs']): string {
  const growth = growthText(stream);
  return growth === null ? supportText(stream.waitMs[name], stream.sampleCount) : `unstable, ${growth}`;
}

export const NEIGHBOUR_ROLES = ['warm', 'cold'] as const satisfies readonly StreamRole[];

/** "heavy", "heavy, leaving", "poison", "warm neighbour", "cold neighbour". */
export function shownStream(record: RunRecord, name: string): string {
  const stream = record.scenario.streams.find((candidate) => candidate.name === name);
  if (stream === undefined) return name;
  const role = roleOf(stream);
  if (stream.leaveAfterMs !== undefined) return `${role}, leaving`;
  return role === 'heavy' || role === 'poison' ? role : `${role} neighbour`;
}
