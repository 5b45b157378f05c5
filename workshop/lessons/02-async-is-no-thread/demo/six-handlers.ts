import { pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';
import { type WorkBody, listen, openApp } from '../../../kit/listen.ts';
import { work } from '../../../kit/work.ts';

const PART_COUNT = 4;
const PBKDF2_ROUNDS = 200_000;
const KEY_BYTES = 32;

/** The same work, divided. */
const parts = ({ nonce, iterations }: WorkBody): (() => string)[] =>
  Array.from({ length: PART_COUNT }, (_, index) => () => work(`${nonce}-${index}`, Math.ceil(iterations / PART_COUNT)));

const app = openApp();

app.post<{ Body: WorkBody }>('/sync', ({ body }) => ({ digest: work(body.nonce, body.iterations) }));

const workAsync = async ({ nonce, iterations }: WorkBody): Promise<string> => work(nonce, iterations);
app.post<{ Body: WorkBody }>('/async', async ({ body }) => ({ digest: await workAsync(body) }));

app.post<{ Body: WorkBody }>('/new-promise', async ({ body }) => {
  const digest = await new Promise<string>((resolve) => {
    resolve(work(body.nonce, body.iterations));
  });
  return { digest };
});

app.post<{ Body: WorkBody }>('/promise-all', async ({ body }) => {
  const digests = await Promise.all(parts(body).map(async (part) => part()));
  return { digest: digests.join('') };
});

app.post<{ Body: WorkBody }>('/await-parts', async ({ body }) => {
  let digest = '';
  for (const part of parts(body)) {
    digest += part();
    await Promise.resolve();
  }
  return { digest };
});

app.post<{ Body: WorkBody }>('/pbkdf2', async ({ body }) => {
  const key = await promisify(pbkdf2)(body.nonce, 'salt', PBKDF2_ROUNDS, KEY_BYTES, 'sha512');
  return { digest: key.toString('hex') };
});

await listen(app);
