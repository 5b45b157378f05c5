import type { Metric } from './compare/compare.ts';
import { type SteadyStream, isAsked, isSteady } from './loads.ts';
import { isHeavy, isNeighbour, isPoison, phasesOf } from './phases.ts';
import { pollDelayMs } from './polling.ts';
import { noteOf } from './prediction-note.ts';
import type { QueueModel, RecordedScenario, RecordedTarget, RunRecord, Trial } from './record.ts';
import { type Replay, replayHeavy, replayNeighbour } from './replay.ts';
import { serverCoreCount } from './resources.ts';
import {
  type Expected,
  NO_DELAY,
  type ServerModel,
  busyShareOf,
  expectHeavy,
  expectNeighbour,
  poissonWaitMs,
  serverModel,
} from './server-model.ts';
import type { StreamSummary } from './summary.ts';

type RecordedStream = RecordedScenario['streams'][number];

/** What queueing theory gives for one figure, from D and the cores alone, beside what was measured. */
export interface Prediction {
  readonly streamName: string;
  readonly metric: Metric;
  /** "M/D/1", "M/D/2", "N x D"... */
  readonly model: string;
  /** Share of the server's capacity that is asked for; null in closed loops. */
  readonly utilisation: number | null;
  /** In ms, or per second for donePerSecond; Infinity where arrivals outrun the capacity. */
  readonly predicted: number;
  /** The same model stepped through the very arrivals of this run; null where it cannot be (see `replay.ts`). */
  readonly replayed: number | null;
  readonly measured: number | null;
  /** measured / replayed, or measured / predicted where nothing could be replayed; null where either is missing or not finite. */
  readonly ratio: number | null;
  /** Why the two may differ here; '' when the ratio lies within 0.85 to 1.2. */
  readonly note: string;
}

const METRICS: readonly Metric[] = ['donePerSecond', 'mean', 'p50', 'p90', 'p99'];

/** A wait that is only known to be "at least" so long is no measurement to hold against a prediction. */
function measuredOf({ waitMs, meanMs, donePerSecond }: StreamSummary, metric: Metric): number | null {
  if (metric === 'donePerSecond') return donePerSecond.value;
  const wait = metric === 'mean' ? meanMs : waitMs[metric];
  return wait === null || wait.isAtLeast ? null : wait.valueMs;
}

/** Cold neighbours also wait to be accepted, one per turn of the loop: no model here. */
const isWarmNeighbour = (stream: RecordedStream): boolean =>
  isNeighbour(stream) && stream.load.kind === 'open' && stream.connections === 'warm' && isAsked(stream);

/** The one heavy stream, if it asks for the task whose D is known: all the time, and whoever asks waits for the answer. */
function calibratedStream({ scenario, calibration }: RunRecord): SteadyStream | null {
  const [heavy, ...others] = scenario.streams.filter((stream) => isHeavy(stream) && isAsked(stream));
  if (heavy === undefined || others.length > 0 || heavy.ask.kind !== 'task') return null;
  if (!isSteady(heavy) || heavy.leaveAfterMs !== undefined) return null;
  // What poison costs where it runs, no model knows.
  if (scenario.streams.some(isPoison)) return null;
  return heavy.ask.taskName === calibration?.taskName ? heavy : null;
}

/** What was found at one target. */
export interface Found {
  /** A stream that is not there is not predicted. */
  readonly streams: readonly StreamSummary[];
  /** Those that count. */
  readonly trials: readonly Trial[];
  /** What a heavy task cost in all, which notes set against D; null where it is not known. */
  readonly cpuMsPerTask: number | null;
}

/**
 * What theory gives for the heavy stream and for its warm neighbours. None for servers whose queue is not known, without
 * D, or where several heavy streams mix.
 *
 * @param record of one level
 */
export function predictionsOf(
  record: RunRecord,
  target: RecordedTarget,
  { streams, trials, cpuMsPerTask }: Found,
): Prediction[] {
  const { queue } = target;
  const taskMs = record.calibration?.durationMs.mean ?? 0;
  const heavy = calibratedStream(record);
  if (queue === undefined || taskMs <= 0 || heavy === null) return [];
  const coreCount = serverCoreCount(record);
  const server = serverModel(queue, taskMs, coreCount);
  const summaryOf = (stream: RecordedStream): StreamSummary | undefined =>
    streams.find(({ streamName }) => streamName === stream.name);
  const neighbours = record.scenario.streams.filter(isWarmNeighbour);
  const floorOf = (stream: RecordedStream): number => summaryOf(stream)?.quietWaitMs.p50?.valueMs ?? 0;
  const isPolled = (summaryOf(heavy)?.jobs ?? null) !== null;
  // Two requests at least bring the output of a job: the one that submits it and the one that finds it done.
  const heavyFloorMs = (isPolled ? 2 : 1) * (neighbours[0] === undefined ? 0 : floorOf(neighbours[0]));
  const delayMs = isPolled ? pollDelayMs : NO_DELAY;

  // What a task really holds: of a loop its CPU, HTTP and all; of a worker the time from its start to its end.
  const heldMs = queue.kind === 'pool' ? (summaryOf(heavy)?.breakdown?.serviceMs ?? null) : cpuMsPerTask;

  const load = phasesOf(record.scenario).load;
  const rowsOf = (stream: RecordedStream, floorMs: number, theory: Theory): Prediction[] => {
    const found = summaryOf(stream);
    const expected = found === undefined ? null : theory.expect(server, found);
    if (found === undefined || expected === null) return [];
    const replay = (model: ServerModel) => theory.replay({ server: model, trials, heavy, load, floorMs, delayMs });
    const replayedValues = replay(server);
    const heldServer = heldMs === null || heldMs <= 0 ? null : serverModel(queue, heldMs, coreCount);
    const heldValues = heldServer === null ? null : (replay(heldServer) ?? theory.expect(heldServer, found)?.values);
    const { model, utilisation, values } = expected;
    return METRICS.flatMap((metric): Prediction[] => {
      const predicted = values[metric];
      if (predicted === undefined) return [];
      const replayed = replayedValues?.[metric] ?? null;
      const theoretical = replayed ?? predicted;
      const measured = measuredOf(found, metric);
      const ratio = measured === null || predicted === Infinity || theoretical === 0 ? null : measured / theoretical;
      const note = noteOf({
        record,
        queue,
        heavyLoad: heavy.load,
        floorMs,
        stream: found,
        isNeighbour: stream !== heavy,
        isPolled,
        taskMs,
        heldMs,
        metric,
        utilisation,
        predicted: theoretical,
        ratio,
        predictedHeld: heldValues?.[metric] ?? null,
        isReplayed: replayed !== null,
      });
      return [{ streamName: stream.name, metric, model, utilisation, predicted, replayed, measured, ratio, note }];
    });
  };

  return [
    ...rowsOf(heavy, heavyFloorMs, {
      expect: (model) => expectHeavy(model, heavy.load, heavyFloorMs, delayMs),
      replay: replayHeavy,
    }),
    ...neighbours.flatMap((stream) =>
      rowsOf(stream, floorOf(stream), {
        expect: (model, { quietWaitMs }) => expectNeighbour(model, heavy.load, quietWaitMs, isPolled),
        replay: (replay) => replayNeighbour(replay, stream.name),
      }),
    ),
  ];
}

/** What one stream should find: in general, and with the arrivals of these trials. */
interface Theory {
  readonly expect: (model: ServerModel, found: StreamSummary) => Expected | null;
  readonly replay: (replay: Replay) => Expected['values'] | null;
}

/** Where a rate of Poisson arrivals leads. */
export interface CurvePoint {
  readonly arrivalsPerSecond: number;
  readonly utilisation: number;
  /** Before service; at a loop also what a neighbour waits. In ms, without the floor. */
  readonly waitMs: number;
  /** The heavy request's own time: wait and D, without the floor. */
  readonly responseMs: number;
}

/**
 * The line behind the data. Rates of the capacity or above have no point.
 *
 * @param taskMs D
 * @throws {RangeError} where `taskMs` is not above 0 or a rate is below 0
 */
export function predictedCurve(
  queue: QueueModel,
  taskMs: number,
  coreCount: number,
  metric: 'mean' | 'p99',
  ratesPerSecond: readonly number[],
): CurvePoint[] {
  const server = serverModel(queue, taskMs, coreCount);
  return ratesPerSecond.flatMap((arrivalsPerSecond) => {
    const busyShare = busyShareOf(server, arrivalsPerSecond);
    if (busyShare >= 1) return [];
    const waitMs = poissonWaitMs(server, arrivalsPerSecond, metric);
    return [{ arrivalsPerSecond, utilisation: busyShare, waitMs, responseMs: waitMs + taskMs }];
  });
}
