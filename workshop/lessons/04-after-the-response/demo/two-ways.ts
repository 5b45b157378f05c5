import { type WorkBody, listen, openApp } from '../../../kit/listen.ts';
import { work } from '../../../kit/work.ts';

const app = openApp();

// "Without await it runs in the background."
const workAsync = async ({ nonce, iterations }: WorkBody): Promise<string> => work(nonce, iterations);
app.post<{ Body: WorkBody }>('/un-awaited', async ({ body }, reply) => {
  void workAsync(body);
  return reply.code(202).send({ nonce: body.nonce });
});

// "After the response, work harms nobody."
app.post<{ Body: WorkBody }>('/set-immediate', async ({ body }, reply) => {
  setImmediate(() => work(body.nonce, body.iterations));
  return reply.code(202).send({ nonce: body.nonce });
});

await listen(app);
