import type { ExamplePhases } from './example-heavy.ts';
import type { ExampleTarget } from './example-scenario.ts';
import { simulateTrial } from './example-simulation.ts';
import { exampleTelemetry } from './example-telemetry.ts';
import { isoAfterMs } from './example-setup.ts';
import type { ClosedLoopAudit, RecordedScenario, SteadyLoad, StreamSamples, Trial } from '../record.ts';
import { seededRandom } from '../seeded-random.ts';

/** D of the example. */
export const EXAMPLE_TASK_MS = 80;

export interface TrialPlan {
  readonly target: ExampleTarget;
  readonly roundIndex: number;
  readonly orderIndex: number;
  readonly trialIndex: number;
  readonly heavyLoad: SteadyLoad;
  readonly levelName?: string;
}

interface TrialAsk {
  readonly neighboursPerSecond: number;
  readonly hasStamps: boolean;
  readonly hasReported: boolean;
  readonly isVoid: boolean;
  /** Three requests left no trace, or autocannon matched answers to the wrong requests. */
  readonly isInvalid: boolean;
  readonly seed: number;
}

/** @param latencyMs of all its requests; autocannon has whole milliseconds */
function auditOf(outcomes: readonly string[], latencyMs: readonly number[], hasReported: boolean): ClosedLoopAudit {
  const answeredMs = latencyMs.filter((_, index) => outcomes[index] === 'ok').toSorted((a, b) => a - b);
  const answeredCount = answeredMs.length;
  const wholeMs = (share: number): number => Math.floor(answeredMs[Math.ceil(share * answeredCount) - 1] ?? 0);
  return {
    streamName: 'heavy',
    sentCount: outcomes.length,
    answeredCount,
    errorCount: 0,
    unfinishedCount: outcomes.length - answeredCount,
    desyncCount: 0,
    ...(hasReported
      ? {
          reported: {
            p50Ms: wholeMs(0.5),
            p90Ms: wholeMs(0.9),
            p99Ms: wholeMs(0.99),
            maxMs: wholeMs(1),
            sampleCount: answeredCount,
          },
        }
      : {}),
  };
}

const withoutTrace = (stream: StreamSamples): StreamSamples =>
  stream.plannedCount === undefined ? stream : { ...stream, plannedCount: stream.plannedCount + 3 };

export function exampleTrial(plan: TrialPlan, scenario: RecordedScenario, ask: TrialAsk): Trial {
  const { target, roundIndex, orderIndex, trialIndex, heavyLoad, levelName } = plan;
  const loadEndMs = scenario.quietMs + scenario.loadMs;
  const phases: ExamplePhases = { loadStartMs: scenario.quietMs, loadEndMs, endMs: loadEndMs + scenario.recoveryMs };
  const { streams, turns } = simulateTrial(
    target.server,
    { heavyLoad, taskMs: EXAMPLE_TASK_MS, neighboursPerSecond: ask.neighboursPerSecond, hasStamps: ask.hasStamps },
    phases,
    seededRandom(ask.seed),
  );
  const { outcomes = [], latencyMs = [] } = streams[0] ?? {};
  const audit = auditOf(outcomes, latencyMs, ask.hasReported);
  const usedShare =
    heavyLoad.kind === 'closed'
      ? 1
      : Math.min(
          1,
          (1.1 * audit.answeredCount * EXAMPLE_TASK_MS) / (scenario.loadMs * target.server.clientShares.length),
        );
  return {
    targetName: target.name,
    roundIndex,
    ...(levelName === undefined ? {} : { levelName }),
    orderIndex,
    startedAt: isoAfterMs(trialIndex * 8_500),
    status: ask.isVoid ? 'void' : 'valid',
    voidReason: ask.isVoid
      ? { code: 'ERR_TRIAL_WRONG_ANSWER', message: 'Cannot count this trial as answer 17 was not the task’s' }
      : null,
    warmup: { requestCount: 40, durationMs: 1_000 },
    streams: ask.isInvalid ? streams.map(withoutTrace) : streams,
    closedLoopAudits: heavyLoad.kind === 'open' ? [] : [{ ...audit, desyncCount: ask.isInvalid ? 3 : 0 }],
    telemetry: exampleTelemetry(
      target.kind === 'url' ? null : target.server,
      turns,
      phases,
      4_000 + 20 * trialIndex,
      usedShare,
    ),
  };
}
