import { type StallScript, stallWaitMs } from '../../stats/known-waits.ts';
import { percentile } from '../../stats/percentile.ts';
import { seededRandom } from '../../stats/seeded-random.ts';
import type { SelfTestPlan } from '../../stats/self-test-plan.ts';
import { schedule } from '../sender/pacer.ts';
import type { Sender } from '../sender/sender-process.ts';
import type { SenderResult } from '../sender/sender-protocol.ts';
import type { SenderTrace } from './diagnosis.ts';
import { type Answers, LIGHT, type Played, type Stage, ascending, openPlan, play, streamOf } from './stage.ts';

/** The same arrivals in every self-test; any others would do. */
const SEED = 1;
/** A stall meets 40 (25) requests at most, a held sender as many again. */
const WARM_COUNT = 96;
/** Where in its period a stall begins: anywhere but at its ends, so that each is over before the last request. */
const PHASE_SHARE = 0.3;

/** How the sender itself fared while it sent. */
function traceOf({ streams, telemetry }: SenderResult): SenderTrace {
  const lateMs = ascending(
    streams.flatMap(({ sentAtMs, dueAtMs }) => sentAtMs.map((sent, index) => sent - (dueAtMs[index] ?? sent))),
  );
  const [first] = telemetry;
  const last = telemetry.at(-1);
  const grown = (column: 'atMs' | 'cpuMs' | 'loopBusyMs' | 'spunMs'): number =>
    first === undefined || last === undefined ? 0 : last[column] - first[column];
  return {
    latenessMs: {
      p50: percentile(lateMs, 0.5),
      p99: percentile(lateMs, 0.99),
      max: percentile(lateMs, 1),
    },
    loopDelayMsMax: Math.max(0, ...telemetry.slice(1).map(({ loopDelayMsMax }) => loopDelayMsMax)),
    busyShare: grown('loopBusyMs') / Math.max(1, grown('atMs')),
    cpuOfBusyShare: grown('cpuMs') / Math.max(1, grown('loopBusyMs')),
    ownCpuShare: (grown('cpuMs') - grown('spunMs')) / Math.max(1, grown('atMs')),
  };
}

export interface StallFindings {
  readonly answers: Answers;
  readonly trace: SenderTrace;
  readonly played: Played;
}

/** Known answer 1: a loop that stands still on a schedule. Times every request from when it was due, or says 0. */
export async function measureStall(
  stage: Stage,
  { holdMs, everyMs, arrivalsPerSecond, durationMs }: SelfTestPlan['stall'],
  sender: Sender,
): Promise<StallFindings> {
  const load = { kind: 'open', arrivalsPerSecond, spacing: 'poisson' } as const;
  const dueAtMs = schedule(load, durationMs, seededRandom(SEED));
  const stall: StallScript = { holdMs, everyMs, firstAtMs: PHASE_SHARE * everyMs };
  const plan = openPlan(stage, [{ streamName: 'stall', request: LIGHT, warmConnectionCount: WARM_COUNT, dueAtMs }]);
  const played = await play(
    stage,
    (startAtMs) => ({ kind: 'stall', holdMs, everyMs, firstAtMs: startAtMs + stall.firstAtMs }),
    durationMs,
    [{ sender, plan }],
  );
  const [result] = played.results;
  if (result === undefined) throw new TypeError('One sender was started, none gave a result');
  const trace = traceOf(result);
  const measured = ascending(streamOf(played.results, 'stall').latencyMs);
  const expected = ascending(dueAtMs.map((due) => stallWaitMs(due, stall)));
  const at = (share: number) => ({ expected: percentile(expected, share), measured: percentile(measured, share) });
  return {
    answers: {
      'stall-p90': at(0.9),
      'stall-p99': at(0.99),
      'stall-max': at(1),
      'sender-lateness-p99': { measured: trace.latenessMs.p99 },
    },
    trace,
    played,
  };
}

/** What autocannon says of the same server: one connection that waits for each answer before it asks again. */
export async function askClosedLoopTool(
  stage: Stage,
  { holdMs, everyMs }: SelfTestPlan['stall'],
  durationMs: number,
  sender: Sender,
): Promise<number | undefined> {
  const { results } = await play(
    stage,
    (startAtMs) => ({ kind: 'stall', holdMs, everyMs, firstAtMs: startAtMs + PHASE_SHARE * everyMs }),
    durationMs,
    [
      {
        sender,
        plan: {
          kind: 'closed',
          delivery: 'inline',
          baseUrl: stage.server.baseUrl,
          streamName: 'tool',
          request: LIGHT,
          clientCount: 1,
          fromMs: 0,
          durationMs,
        },
      },
    ],
  );
  return results[0]?.closedLoopAudits[0]?.reported?.p99Ms;
}
