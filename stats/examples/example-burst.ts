import { exampleRecord, type ExampleOptions } from './example-record.ts';
import type { RecordedScenario, RunRecord, StreamSamples, Trial } from '../record.ts';

/** Who is held up by the burst of the example, and for how long. */
const STALLS_MS: Readonly<Record<string, number>> = { blocking: 1_500, 'async-cpu': 1_600, cluster: 800 };
const PATIENCE_MS = 500;

/** Neighbours that were due during the stall are answered when it ends. */
function stalled(samples: StreamSamples, fromMs: number, stallMs: number): StreamSamples {
  return {
    ...samples,
    latencyMs: samples.dueAtMs.map((dueMs) =>
      dueMs >= fromMs && dueMs < fromMs + stallMs ? fromMs + stallMs - dueMs : 1,
    ),
    outcomes: samples.outcomes.map(() => 'ok'),
  };
}

/** 10 requests at once, done one after the other; and 5 clients who leave. */
function heavy(streamName: string, fromMs: number, stallMs: number): StreamSamples {
  const isLeaving = streamName === 'heavy-leaving';
  const count = isLeaving ? 5 : 10;
  const dueAtMs = Array.from({ length: count }, () => fromMs);
  return {
    streamName,
    dueAtMs,
    sentAtMs: dueAtMs.map((dueMs) => dueMs + 0.5),
    latencyMs: dueAtMs.map((_, index) => (isLeaving ? PATIENCE_MS : ((stallMs || 400) * (index + 1)) / count)),
    outcomes: dueAtMs.map(() => (isLeaving ? 'left' : 'ok')),
    plannedCount: count,
    openedBeforeCount: count,
    openedDuringCount: 0,
  };
}

function burstTrial(trial: Trial, { quietMs }: RecordedScenario): Trial {
  // No round is like another.
  const stallMs = (STALLS_MS[trial.targetName] ?? 0) * (1 + 0.1 * trial.roundIndex);
  return {
    ...trial,
    closedLoopAudits: [],
    streams: [
      heavy('heavy', quietMs, stallMs),
      heavy('heavy-leaving', quietMs, stallMs),
      ...trial.streams
        .filter(({ streamName }) => streamName !== 'heavy')
        .map((samples) => stalled(samples, quietMs, stallMs)),
    ],
  };
}

/** The example, had 10 heavy requests and 5 of clients who leave come in one moment and then no more. */
export function burstRecord(
  focus: 'recovery' | 'stayed' = 'recovery',
  options: ExampleOptions = { neighboursPerSecond: 100 },
): RunRecord {
  const record = exampleRecord(options);
  const scenario: RecordedScenario = {
    ...record.scenario,
    focus,
    streams: record.scenario.streams.flatMap((stream): RecordedScenario['streams'] => {
      if (stream.name !== 'heavy') return [stream];
      const burst = { kind: 'burst', everyMs: 0 } as const;
      return [
        { ...stream, load: { ...burst, requestCount: 10 } },
        { ...stream, name: 'heavy-leaving', load: { ...burst, requestCount: 5 }, leaveAfterMs: PATIENCE_MS },
      ];
    }),
  };
  return { ...record, scenario, trials: record.trials.map((trial) => burstTrial(trial, scenario)) };
}
