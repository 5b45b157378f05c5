import { randomUUID } from 'node:crypto';
import process from 'node:process';
import { median } from '../../stats/percentile.ts';
import { work } from '../kit/work.ts';
import type { OracleCommand, OracleMessage, Prepared } from './oracle-protocol.ts';

/** Long enough that its code is compiled and the clock's own step does not matter. */
const SAMPLE_ITERATIONS = 5_000;
const SAMPLE_COUNT = 7;
/** Iterations come in hundreds: easier to read. */
const STEP = 100;

function timedMs(nonce: string, iterations: number): { readonly tookMs: number; readonly digest: string } {
  const startedAtMs = performance.now();
  const digest = work(nonce, iterations);
  return { tookMs: performance.now() - startedAtMs, digest };
}

/** Of a shared machine the median: the fastest moment is not what a server gets. */
function calibrate(targetMs: number): number {
  const samplesMs = Array.from({ length: SAMPLE_COUNT }, () => timedMs(randomUUID(), SAMPLE_ITERATIONS).tookMs);
  return Math.max(STEP, Math.round((targetMs / median(samplesMs)) * (SAMPLE_ITERATIONS / STEP)) * STEP);
}

function prepare(jobCount: number, iterations: number): Prepared {
  const done = Array.from({ length: jobCount }, () => {
    const nonce = randomUUID();
    return { nonce, iterations, ...timedMs(nonce, iterations) };
  });
  return {
    jobs: done.map(({ tookMs: _, ...job }) => job),
    workMs: median(done.map(({ tookMs }) => tookMs)),
  };
}

const tell = (message: OracleMessage): void => {
  process.send?.(message);
};

process.on('message', (command: OracleCommand) => {
  switch (command.kind) {
    case 'calibrate':
      tell({ kind: 'calibrated', iterations: calibrate(command.targetMs) });
      break;
    case 'prepare':
      tell({ kind: 'prepared', ...prepare(command.jobCount, command.iterations) });
      break;
    case 'work':
      tell({ kind: 'worked', digests: command.tasks.map(({ nonce, iterations }) => work(nonce, iterations)) });
      break;
  }
});
process.on('disconnect', () => process.exit(0));
