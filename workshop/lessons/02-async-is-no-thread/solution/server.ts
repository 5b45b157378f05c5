import { setImmediate } from 'node:timers/promises';
import { type WorkBody, listen, openApp } from '../../../kit/listen.ts';
import { workSlices } from '../../../kit/work.ts';

const app = openApp();

// An await of something that is ready already goes on in the same turn of the loop. This one waits for the next turn.
app.post<{ Body: WorkBody }>('/work', async ({ body }) => {
  const slices = workSlices(body.nonce, body.iterations);
  for (;;) {
    const { done, value } = slices.next();
    if (done === true) return { digest: value };
    await setImmediate();
  }
});

await listen(app);
