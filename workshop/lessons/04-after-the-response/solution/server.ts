import { type WorkBody, listen, openApp } from '../../../kit/listen.ts';
import { workInTurns } from '../../../kit/work-in-turns.ts';

interface Params {
  readonly nonce: string;
}
type Result = { readonly digest: string } | { readonly error: string };

const results = new Map<string, Result>();

/** Whoever asked has left with a 202. So how it ended, also badly, must be written down here: nobody else will hear of it. */
async function workLater({ nonce, iterations }: WorkBody): Promise<void> {
  try {
    results.set(nonce, { digest: await workInTurns(nonce, iterations) });
  } catch (thrown) {
    results.set(nonce, { error: thrown instanceof Error ? thrown.message : String(thrown) });
  }
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
