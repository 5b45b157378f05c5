import { monitorEventLoopDelay } from 'node:perf_hooks';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { listen, openApp } from '../../../kit/listen.ts';

/**
 * A server whose loop stands still now and then. Its first argument is the script, as JSON. GET /stalls plays it and answers
 * when it is over, with what happened: how long each stall was, and what the process itself believes.
 */
interface ScriptedStall {
  readonly pauseMs: number;
  readonly stallMs: number;
}

const NS_PER_MS = 1e6;
/** Somebody who asks every 10 ms is answered before the report is. */
const LAST_PAUSE_MS = 400;

const script = JSON.parse(process.argv[2] ?? '[]') as readonly ScriptedStall[];
const neverSet = new Int32Array(new SharedArrayBuffer(4));
const app = openApp();

/** Waiting holds the loop exactly as work does, and leaves the core to the meter. */
function stall(stallMs: number): number {
  const startedAtMs = performance.now();
  Atomics.wait(neverSet, 0, 0, stallMs);
  return performance.now() - startedAtMs;
}

app.get('/stalls', async () => {
  const believed = monitorEventLoopDelay({ resolution: 10 });
  believed.enable();
  const startedAtMs = performance.now();
  const stalledMs: number[] = [];
  for (const { pauseMs, stallMs } of script) {
    await delay(pauseMs);
    stalledMs.push(stall(stallMs));
  }
  await delay(LAST_PAUSE_MS);
  believed.disable();
  return { stalledMs, believedP95Ms: believed.percentile(95) / NS_PER_MS, tookMs: performance.now() - startedAtMs };
});

await listen(app);
