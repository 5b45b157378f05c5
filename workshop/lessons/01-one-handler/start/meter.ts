import { monitorEventLoopDelay } from 'node:perf_hooks';
import { runMeter } from '../../../kit/meter.ts';

const STALL_MS = 50;
const NS_PER_MS = 1e6;

// A stall meter: it reports how long the server stood still, each time it did.
// This one watches the event loop of its own process. Whose loop stands still?
await runMeter(({ report }) => {
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  setInterval(() => {
    const longestMs = delay.max / NS_PER_MS;
    delay.reset();
    if (longestMs > STALL_MS) report(longestMs);
  }, 200);
});
