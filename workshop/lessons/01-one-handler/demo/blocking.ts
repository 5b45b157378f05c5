import { type WorkBody, listen, openApp } from '../../../kit/listen.ts';
import { work } from '../../../kit/work.ts';

const app = openApp();

// One cashier who also cooks: until the meal is ready, nobody else is served.
app.post<{ Body: WorkBody }>('/work', ({ body }) => ({ digest: work(body.nonce, body.iterations) }));

await listen(app);
