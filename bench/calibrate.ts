import { HarnessError } from '../servers/errors.ts';
import type { CalibrationCommand, CalibrationMessage } from './calibration-process.ts';
import { percentile } from '../stats/percentile.ts';
import type { Calibration } from '../stats/record.ts';
import { startChild } from './child.ts';
import { rounded } from './sender/sample-columns.ts';
import type { Launcher } from './setup.ts';

/** The longest task takes about 10 s, and is run ten times at least. */
const CALIBRATION_MS = 180_000;

/** What the runs of all rounds so far say of D. @param samplesMs not empty */
export function calibrationOf(
  work: { readonly taskName: string; readonly input: unknown },
  samplesMs: readonly number[],
): Calibration {
  const sorted = samplesMs.toSorted((a, b) => a - b);
  return {
    taskName: work.taskName,
    input: work.input,
    durationMs: {
      mean: rounded(sorted.reduce((sum, ms) => sum + ms, 0) / sorted.length),
      p50: percentile(sorted, 0.5),
      p25: percentile(sorted, 0.25),
      p75: percentile(sorted, 0.75),
      min: percentile(sorted, 0),
      max: percentile(sorted, 1),
    },
    runCount: sorted.length,
    samplesMs: [...samplesMs],
  };
}

/**
 * Times the bare task in a process of its own, nothing else running, and keeps its output as the one right answer.
 *
 * @param launcher as the servers are started, so that D is a time of the same cores
 * @throws {HarnessError} ERR_CALIBRATION, ERR_TASK_INPUT; the signal's reason
 */
export async function calibrate(
  command: CalibrationCommand,
  launcher: Launcher,
  signal: AbortSignal,
): Promise<CalibrationMessage & { readonly kind: 'calibrated' }> {
  await using child = startChild<CalibrationCommand, CalibrationMessage>({
    entry: new URL('calibration-process.ts', import.meta.url),
    launcher,
    stop: () => {},
    stopMs: 0,
  });
  const { promise, resolve, reject } = Promise.withResolvers<CalibrationMessage>();
  child.onMessage(resolve);
  void child.ended.then((how) =>
    reject(new HarnessError('ERR_CALIBRATION', `Cannot time ${command.taskName}: ${how}`)),
  );
  const tooLong = AbortSignal.timeout(CALIBRATION_MS);
  tooLong.addEventListener('abort', () =>
    reject(new HarnessError('ERR_CALIBRATION', `Cannot time ${command.taskName} within ${CALIBRATION_MS / 1_000} s`)),
  );
  signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  child.tell(command);
  const message = await promise;
  if (message.kind === 'failed') throw new HarnessError(message.code, message.message);
  return message;
}
