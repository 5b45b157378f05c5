import { type WorkBody, listen, openApp } from '../../../kit/listen.ts';
import { acceptReadings, digestReadings, objectsOf } from '../../../kit/readings.ts';
import { work } from '../../../kit/work.ts';

const THREAD_COUNT = 2;
const QUEUE_LIMIT = 8;

const app = openApp();
acceptReadings(app);

// So that the check knows what you promise. It counts for itself.
app.get('/limits', () => ({ threadCount: THREAD_COUNT, queueLimit: QUEUE_LIMIT }));

// (a) Let a pool of threads do this. (b) Refuse whom the pool has no room for. (c) Stop when the asker has left.
app.post<{ Body: WorkBody }>('/work', ({ body }) => ({ digest: work(body.nonce, body.iterations) }));

// (d) Let the pool do this as well, and give it the numbers as they came: no object for each of 200,000 readings.
app.post<{ Body: Float64Array }>('/readings', ({ body }) => ({ digest: digestReadings(objectsOf(body)) }));

await listen(app);
