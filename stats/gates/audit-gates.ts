import { ALLOWED_SHIFT_SHARE, GATES, formatGateValue } from './gate-limits.ts';
import type { GateEvidence, GateFinding } from './gates.ts';
import { percentile } from '../percentile.ts';
import { steadyPhase } from '../phases.ts';
import { formatCount, formatMs } from '../units.ts';
import { meanUnderWay } from '../under-way.ts';

const REPORT_IT = 'Please report it with the record';

/** Closed loops by what autocannon counted, open ones by their schedule. */
export function conservation({ trial }: GateEvidence): GateFinding[] {
  const { limit } = GATES.conservation;
  const closed = trial.closedLoopAudits.map((audit) => {
    const { streamName, sentCount, answeredCount, errorCount, unfinishedCount } = audit;
    const seen = `${formatCount(answeredCount)} answers, ${formatCount(errorCount)} errors and ${formatCount(unfinishedCount)} under way at the end`;
    return {
      measured: Math.abs(sentCount - answeredCount - errorCount - unfinishedCount),
      limit,
      message: `${streamName} sent ${formatCount(sentCount)} requests, but saw ${seen}: some left no trace. ${REPORT_IT}.`,
    };
  });
  const open = trial.streams.flatMap(({ streamName, plannedCount, outcomes }) =>
    plannedCount === undefined
      ? []
      : [
          {
            measured: Math.abs(plannedCount - outcomes.length),
            limit,
            message: `${streamName} had ${formatCount(plannedCount)} requests in its schedule and ${formatCount(outcomes.length)} in the record: some left no trace. ${REPORT_IT}.`,
          },
        ],
  );
  return [...closed, ...open];
}

export function desync({ trial }: GateEvidence): GateFinding[] {
  return trial.closedLoopAudits.map(({ streamName, desyncCount }) => ({
    measured: desyncCount,
    limit: GATES.desync.limit,
    message: `${formatCount(desyncCount)} answers of ${streamName} came while another request was under way on the same connection, so their times belong to other requests: look whether the server closes connections or answers twice.`,
  }));
}

/**
 * Little's law in its operational form, N = area under the number of requests under way / time, which holds for any
 * stretch of any record without assumptions. The other form, throughput x mean latency, counts the whole latency of
 * requests that lie in the stretch only in part, which is wrong by more the nearer N x D comes to its length.
 *
 * @see Little (1961), A Proof for the Queuing Formula L = λW; Buzen (1976), Fundamental operational laws
 */
export function little({ record, trial, phases, streams }: GateEvidence): GateFinding[] {
  return streams.flatMap(({ stream, samples }) => {
    const { load, name } = stream;
    if (load.kind !== 'closed' || load.clientCount === 0) return [];
    const pauseMs = trial.closedLoopAudits.find(({ streamName }) => streamName === name)?.retryPauseMs ?? 0;
    // Who was turned away stands idle on purpose.
    const isPausedAfter = (index: number): boolean =>
      samples.outcomes[index] === 'refused' || samples.outcomes[index] === 'broken';
    const spells = samples.sentAtMs.map((startMs, index) => ({
      startMs,
      endMs: startMs + (samples.latencyMs[index] ?? 0) + (isPausedAfter(index) ? pauseMs : 0),
    }));
    const underWay = meanUnderWay(spells, steadyPhase(phases.load, stream, record.calibration));
    const measured = Math.abs(underWay / load.clientCount - 1);
    const { limit } = GATES.little;
    const message = `${underWay.toFixed(1)} requests of ${name} were under way on average with ${formatCount(load.clientCount)} clients, off by ${formatGateValue('little', measured)}, over the limit of ${formatGateValue('little', limit)}: clients stood idle, or latencies are wrong. See whether the server drops connections, and free the machine.`;
    return [{ measured, limit, message }];
  });
}

/** The pings at the two ends of the trial's round, which all trials of the round share. */
export function sentinel({ record, trial }: GateEvidence): GateFinding[] {
  const medianMs = (boundaryIndex: number): number | undefined => {
    const pingMs = record.sentinels?.find((one) => one.boundaryIndex === boundaryIndex)?.pingMs ?? [];
    return pingMs.length === 0 ? undefined : percentile(Float64Array.from(pingMs).sort(), 0.5);
  };
  const beforeMs = medianMs(trial.roundIndex);
  const afterMs = medianMs(trial.roundIndex + 1);
  if (beforeMs === undefined || afterMs === undefined || beforeMs === 0) return [];
  const measured = Math.abs(afterMs - beforeMs);
  const limit = Math.max(GATES.sentinel.limit, ALLOWED_SHIFT_SHARE * beforeMs);
  const message = `A request that does nothing took ${formatMs(beforeMs)} before round ${trial.roundIndex + 1} and ${formatMs(afterMs)} after it, a shift of ${formatGateValue('sentinel', measured)}, over the limit of ${formatGateValue('sentinel', limit)}: the machine changed. End other programs and run again.`;
  return [{ measured, limit, message }];
}
