import process from 'node:process';
import { type WorkBody, listen, openApp } from '../../../kit/listen.ts';
import { openPool } from './pool.ts';

const POOL_SIZE = 2;
/** The check says how long a task may take here. */
const LIMIT_MS = Number(process.argv[2] ?? 2_000);

const pool = openPool(POOL_SIZE, LIMIT_MS);
const app = openApp();
app.post<{ Body: WorkBody }>('/work', async ({ body }) => ({ digest: await pool.run(body) }));
process.once('SIGTERM', () => {
  pool.close();
  // Whoever waits hears that the task has failed, and then nobody is left.
  void app.close().then(() => process.exit());
});
await listen(app);
