import { type WorkBody, listen, openApp } from '../../../kit/listen.ts';
import { workSlices } from '../../../kit/work.ts';

/** Does the work in slices of about 0.1 ms. Between two of them you may do what you like: give the others a turn. */
async function inTurns(nonce: string, iterations: number): Promise<string> {
  const slices = workSlices(nonce, iterations);
  for (;;) {
    const { done, value } = slices.next();
    if (done === true) return value;
    // Who gets a turn here?
    await Promise.resolve();
  }
}

const app = openApp();
app.post<{ Body: WorkBody }>('/work', async ({ body }) => ({ digest: await inTurns(body.nonce, body.iterations) }));
await listen(app);
