import process from 'node:process';
import { inspect, isDeepStrictEqual } from 'node:util';
import { Bench } from 'tinybench';
import { type ErrorReport, HarnessError, errorReport } from '../servers/errors.ts';
import { findTask } from '../servers/run-task.ts';
import type { Json, Task } from '../servers/task.ts';
import { checkedInput } from './checked-input.ts';
import { rounded } from './sender/sample-columns.ts';

export interface CalibrationCommand {
  readonly taskName: string;
  readonly input: Json;
  /** Scale the input so that one run takes about this long; null leaves it as it is. */
  readonly taskMs: number | null;
}

export type CalibrationMessage =
  | {
      readonly kind: 'calibrated';
      /** Each run of the bare task, in no order. */
      readonly samplesMs: readonly number[];
      readonly input: Json;
      readonly output: Json;
    }
  | ({ readonly kind: 'failed' } & ErrorReport);

/** Long enough for the optimising compiler to have settled on tasks of a few milliseconds and more. */
const WARMUP = { warmupTime: 700, warmupIterations: 3 };
const MEASURED = { time: 1_000, iterations: 5 };
/** A task of seconds is run a few times a round: its compilers had the time that it took, and so many rounds as there are. */
const LONG_MS = 500;
const LONG_MEASURED = { warmup: false, time: 0, iterations: 2 };
/** For finding the scale: a rough figure will do, the real one follows. */
const ROUGH = { warmupTime: 150, warmupIterations: 2, time: 150, iterations: 3 };

async function timedRuns(task: Task, input: Json, options: object): Promise<number[]> {
  const bench = new Bench({ ...options, throws: true, retainSamples: true });
  bench.add(task.name, () => void task.run(input));
  await bench.run();
  const result = bench.tasks[0]?.result;
  if (result === undefined || !('latency' in result)) throw new TypeError('tinybench gave no latency');
  return (result.latency.samples ?? [result.latency.mean]).map(rounded);
}

async function scaledInput(task: Task, input: Json, taskMs: number): Promise<Json> {
  if (task.scale === undefined) {
    throw new HarnessError('ERR_TASK_INPUT', `Cannot make ${task.name} last ${taskMs} ms as its cost is not a number`);
  }
  const samplesMs = await timedRuns(task, input, ROUGH);
  const meanMs = samplesMs.reduce((sum, ms) => sum + ms, 0) / samplesMs.length;
  return checkedInput(task, task.scale(input, taskMs / meanMs));
}

/** @throws {HarnessError} ERR_CALIBRATION when an answer could not equal it, as it would not arrive as it is */
function rightAnswer(task: Task, input: Json): Json {
  const output = task.run(input);
  const text = JSON.stringify(output) as string | undefined;
  if (text !== undefined && isDeepStrictEqual(JSON.parse(text), output)) return output;
  throw new HarnessError(
    'ERR_CALIBRATION',
    `Cannot measure ${task.name} as its output must be JSON for ${JSON.stringify(input)}: got ${inspect(output, { depth: 0 })}`,
  );
}

async function calibrate({ taskName, input, taskMs }: CalibrationCommand): Promise<CalibrationMessage> {
  const task = findTask(taskName);
  const realInput = taskMs === null ? input : await scaledInput(task, input, taskMs);
  const beganAtMs = performance.now();
  const output = rightAnswer(task, realInput);
  const isLong = performance.now() - beganAtMs > LONG_MS;
  const samplesMs = await timedRuns(task, realInput, isLong ? LONG_MEASURED : { ...WARMUP, ...MEASURED });
  return { kind: 'calibrated', samplesMs, input: realInput, output };
}

process.on('disconnect', () => process.exit(0));
process.on('SIGINT', () => {});
process.on('message', (command: CalibrationCommand) => {
  calibrate(command)
    .catch((thrown: unknown): CalibrationMessage => ({ kind: 'failed', ...errorReport(thrown, 'ERR_CALIBRATION') }))
    .then((message) => process.send?.(message))
    .catch(() => process.exit(1));
});
