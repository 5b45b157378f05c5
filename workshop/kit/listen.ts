import process from 'node:process';
import fastify, { type FastifyInstance } from 'fastify';

/** What POST /work is asked for. */
export interface WorkBody {
  readonly nonce: string;
  readonly iterations: number;
}

/** What the kit's processes say to whoever started them. */
export interface ReadyMessage {
  readonly kind: 'ready';
  readonly port: number;
}

/**
 * A Fastify server with two neighbours on it: GET /health answers { status: 'ok' }, GET /echo/:word answers { word }.
 * They do next to nothing, so whatever they wait for is somebody else's work.
 */
export function openApp(): FastifyInstance {
  const app = fastify();
  app.get('/health', () => ({ status: 'ok' }));
  app.get<{ Params: { readonly word: string } }>('/echo/:word', ({ params }) => ({ word: params.word }));
  return app;
}

/** Listens on a free port of this machine, and says so to the process that started this one, or to you. */
export async function listen(app: FastifyInstance): Promise<void> {
  const baseUrl = await app.listen({ port: 0, host: '127.0.0.1' });
  const port = Number(new URL(baseUrl).port);
  if (process.send === undefined) {
    process.stdout.write(`Listening on ${baseUrl}. Ctrl-C ends it.\n`);
    return;
  }
  process.send({ kind: 'ready', port } satisfies ReadyMessage);
  process.on('disconnect', () => process.exit(0));
}
