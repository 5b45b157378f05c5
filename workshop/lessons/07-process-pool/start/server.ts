import process from 'node:process';
import { type WorkBody, listen, openApp } from '../../../kit/listen.ts';
import { openPool } from './pool.ts';

const POOL_SIZE = 2;
/** The check says how long a task may take here. */
const LIMIT_MS = Number(process.argv[2] ?? 2_000);

const pool = openPool(POOL_SIZE, LIMIT_MS);
const app = openApp();
app.post<{ Body: WorkBody }>('/work', async ({ body }) => ({ digest: await pool.run(body) }));
// Who is still at work then, and who still waits for an answer?
process.once('SIGTERM', () => process.exit());
await listen(app);
