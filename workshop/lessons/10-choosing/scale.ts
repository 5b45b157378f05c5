import { calibrate } from '../../../bench/calibrate.ts';
import { describeMachine } from '../../../bench/machine.ts';
import { findMeans, planSetup, serverLauncher } from '../../../bench/setup.ts';
import { median } from '../../../stats/percentile.ts';
import type { Referee } from '../../referee/referee.ts';
import type { Bench } from './trial.ts';

/** About 40 ms: the calibration scales it. */
const FIRST_ITERATIONS = 20_000_000;

/**
 * Measures what W and a task's iterations mean here.
 *
 * @throws {HarnessError} ERR_CALIBRATION; the signal's reason
 */
export async function openBench(referee: Referee): Promise<Bench> {
  const { signal } = referee;
  const { workMs } = await referee.prepare(1);
  const setup = planSetup(await describeMachine(), 'auto', await findMeans());
  const launcher = serverLauncher(setup);
  const command = { taskName: 'spin', input: { iterations: FIRST_ITERATIONS }, taskMs: workMs };
  const { samplesMs, input } = await calibrate(command, launcher, signal);
  const { iterations } = input as { readonly iterations: number };
  const iterationsPerMs = iterations / median(samplesMs);
  return { scale: { coreCount: setup.serverCoreCount, workMs, iterationsPerMs }, launcher, signal };
}
