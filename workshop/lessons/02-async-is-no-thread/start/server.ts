import { type WorkBody, listen, openApp } from '../../../kit/listen.ts';
import { workSlices } from '../../../kit/work.ts';

const app = openApp();

// The work comes in slices, and between two of them stands an await. Nobody else gets a turn all the same: mend that.
app.post<{ Body: WorkBody }>('/work', async ({ body }) => {
  const slices = workSlices(body.nonce, body.iterations);
  for (;;) {
    const { done, value } = slices.next();
    if (done === true) return { digest: value };
    await Promise.resolve();
  }
});

await listen(app);
