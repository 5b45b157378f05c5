import { setImmediate } from 'node:timers/promises';
import { type WorkBody, listen, openApp } from '../../../kit/listen.ts';
import { workSlices } from '../../../kit/work.ts';

/** Of one job. Others who work at the same time have a turn each before the neighbours come again. */
const TURN_MS = 5;

/** Does the work in slices of about 0.1 ms, and lets the event loop go round after each turn. */
async function inTurns(nonce: string, iterations: number): Promise<string> {
  const slices = workSlices(nonce, iterations);
  let turnEndsAtMs = performance.now() + TURN_MS;
  for (;;) {
    const { done, value } = slices.next();
    if (done === true) return value;
    if (performance.now() < turnEndsAtMs) continue;
    // Unlike a promise's turn, this one comes after the loop has looked for new requests.
    await setImmediate();
    turnEndsAtMs = performance.now() + TURN_MS;
  }
}

const app = openApp();
app.post<{ Body: WorkBody }>('/work', async ({ body }) => ({ digest: await inTurns(body.nonce, body.iterations) }));
await listen(app);
