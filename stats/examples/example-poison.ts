import type { Outcome, RunRecord, StreamSamples } from '../record.ts';

const POISON_COUNT = 10;
const EVERY_MS = 300;

/** As many requests, one every 300 ms of the load phase, that ended as `outcomeOf` says. */
function samplesOf({ quietMs }: RunRecord['scenario'], outcomeOf: (index: number) => Outcome): StreamSamples {
  const dueAtMs = Array.from({ length: POISON_COUNT }, (_, index) => quietMs + index * EVERY_MS);
  return {
    streamName: 'poison',
    dueAtMs,
    sentAtMs: [...dueAtMs],
    latencyMs: dueAtMs.map(() => 2),
    outcomes: dueAtMs.map((_, index) => outcomeOf(index)),
    plannedCount: POISON_COUNT,
    openedBeforeCount: 16,
    openedDuringCount: 0,
  };
}

/**
 * The same record with ten poisoned requests in each trial.
 *
 * @param outcomeOf how they ended, by place; `failed` is the right way
 */
export function withPoison(
  record: RunRecord,
  outcomeOf: (targetName: string, index: number) => Outcome = () => 'failed',
): RunRecord {
  return {
    ...record,
    scenario: {
      ...record.scenario,
      focus: 'good-work',
      streams: [
        ...record.scenario.streams,
        {
          name: 'poison',
          ask: { kind: 'task', taskName: 'poison', input: { kind: 'throw' } },
          load: { kind: 'open', arrivalsPerSecond: 2, spacing: 'even' },
          connections: 'warm',
          mustFail: true,
        },
      ],
    },
    trials: record.trials.map((trial) => ({
      ...trial,
      streams: [...trial.streams, samplesOf(record.scenario, (index) => outcomeOf(trial.targetName, index))],
    })),
  };
}
