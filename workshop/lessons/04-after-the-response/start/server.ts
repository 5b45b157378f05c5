import { type WorkBody, listen, openApp } from '../../../kit/listen.ts';
import { work } from '../../../kit/work.ts';

interface Params {
  readonly nonce: string;
}

const results = new Map<string, { readonly digest: string }>();

/** Nobody awaits it, so it runs in the background. Does it? */
async function workLater({ nonce, iterations }: WorkBody): Promise<void> {
  results.set(nonce, { digest: work(nonce, iterations) });
}

const app = openApp();

app.post<{ Body: WorkBody }>('/work', async ({ body }, reply) => {
  void workLater(body);
  return reply.code(202).send({ nonce: body.nonce });
});

app.get<{ Params: Params }>('/result/:nonce', async ({ params }, reply) => {
  const result = results.get(params.nonce);
  return result ?? reply.code(404).send({ message: 'Not there yet' });
});

await listen(app);
