import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { percentile } from '../../stats/percentile.ts';
import { seededRandom } from '../../stats/seeded-random.ts';
import { nowMs } from '../../servers/telemetry.ts';
import { schedule } from './pacer.ts';

/**
 * What no sender on this core can beat: a loop that does nothing but look at the clock, and how late it notices each
 * request of a schedule. Arguments: arrivals per second, milliseconds. Tells `{ latenessMsP99 }` and ends with its parent.
 */
const [arrivalsPerSecond = 1_000, durationMs = 1_000] = process.argv.slice(2).map(Number);
const SEED = 1;
/** So that two of them, started together, run together. */
const START_MS = 100;

const dueAtMs = schedule({ kind: 'open', arrivalsPerSecond, spacing: 'poisson' }, durationMs, seededRandom(SEED));
process.on('disconnect', () => process.exit(0));
process.on('SIGINT', () => {});
await delay(START_MS);
const startAtMs = nowMs();
const latenessMs = dueAtMs.map((due) => {
  let atMs = nowMs() - startAtMs;
  while (atMs < due) atMs = nowMs() - startAtMs;
  return atMs - due;
});
process.send?.({
  latenessMsP99: percentile(
    latenessMs.toSorted((a, b) => a - b),
    0.99,
  ),
});
