import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { nowMs } from '../../servers/telemetry.ts';
import type { Conductor } from './conductor.ts';
import { joinPage } from './join-page.ts';
import { streamTo } from './stream.ts';
import type { Visitors } from './visitors.ts';
import type { Connections } from './wire.ts';

const COOKIE = 'holdup-live';
/** Browsers open six connections to one address at most. */
const MOST_STREAMS_EACH = 8;
const MOST_STREAMS = 120;
const MOST_CONNECTIONS = 400;
const BODY_BYTES = 2_000;

export interface LiveServerOptions {
  readonly conductor: Conductor;
  readonly visitors: Visitors;
  readonly laneNames: readonly string[];
  /** The whole page. */
  readonly html: string;
}

/** The token of the browser; empty without one. */
function tokenOf({ headers: { cookie = '' } }: FastifyRequest): string {
  return new RegExp(`(?:^|; )${COOKIE}=([0-9a-f]+)`).exec(cookie)?.[1] ?? '';
}

/** A page of another site may not press buttons here, whatever name it found for this address. */
function isOwnPage({ headers: { origin, host, 'sec-fetch-site': site } }: FastifyRequest): boolean {
  if (origin !== undefined && origin !== `http://${host ?? ''}`) return false;
  return site === undefined || site === 'same-origin' || site === 'none';
}

/** Without a code anybody who can be made to look here would be let in, so only names of this machine are answered. */
function isOwnName({ headers: { host = '' } }: FastifyRequest, { joinCode }: Visitors): boolean {
  return joinCode !== '' || /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/.test(host);
}

const refuse = (reply: FastifyReply, status: number, message: string): FastifyReply =>
  reply.code(status).send({ message });

const asked = (name: string): object => ({
  querystring: { type: 'object', properties: { [name]: { type: 'string', maxLength: 40 } } },
});

function addPage(app: FastifyInstance, { visitors, html }: LiveServerOptions): void {
  app.get<{ Querystring: { readonly code?: string } }>('/', { schema: asked('code') }, async (request, reply) => {
    void reply.type('text/html; charset=utf-8');
    if (visitors.isKnown(tokenOf(request))) return html;
    const { code = '' } = request.query;
    const admission = visitors.admit(request.ip, code, nowMs());
    if (admission.kind === 'too-many')
      return reply.code(429).header('retry-after', 1).send(joinPage('Too many came from your address. Wait a moment.'));
    if (admission.kind === 'wrong')
      return reply.code(401).send(joinPage(code === '' ? '' : 'That was not it. Look at the projector again.'));
    void reply.header('set-cookie', `${COOKIE}=${admission.token}; HttpOnly; SameSite=Strict; Path=/`);
    // Without the code in the address, which ends up on a projector.
    return code === '' ? html : reply.redirect('/', 303);
  });
  app.get('/favicon.ico', async (_request, reply) => reply.code(204).send());
}

function addStream(app: FastifyInstance, { conductor, visitors }: LiveServerOptions): void {
  const streams = new Map<string, number>();
  let streamCount = 0;
  app.get<{ Querystring: { readonly after?: string } }>('/events', { schema: asked('after') }, (request, reply) => {
    const token = tokenOf(request);
    if (!visitors.isKnown(token)) {
      void refuse(reply, 403, 'Open the page first');
      return;
    }
    const ownCount = streams.get(token) ?? 0;
    if (ownCount >= MOST_STREAMS_EACH || streamCount >= MOST_STREAMS) {
      void refuse(reply, 429, 'Too many pages are open; close one');
      return;
    }
    streams.set(token, ownCount + 1);
    streamCount += 1;
    reply.hijack();
    reply.raw.once('close', () => {
      const left = (streams.get(token) ?? 1) - 1;
      if (left === 0) streams.delete(token);
      else streams.set(token, left);
      streamCount -= 1;
    });
    const lastId = request.headers['last-event-id'] ?? request.query.after ?? '';
    streamTo(reply.raw, conductor, String(lastId), nowMs());
  });
}

const ID = { type: 'string', pattern: '^[0-9a-zA-Z-]{8,64}$' } as const;
const object = (properties: object): object => ({
  body: { type: 'object', additionalProperties: false, required: Object.keys(properties), properties },
});

function addClicks(app: FastifyInstance, { conductor, visitors, laneNames }: LiveServerOptions): void {
  const laneName = { enum: laneNames } as const;
  const jobCount = { enum: [1, 4] } as const;
  app.addHook('preHandler', async (request, reply) => {
    if (request.method !== 'POST') return;
    const token = tokenOf(request);
    if (!visitors.isKnown(token) || !isOwnPage(request)) await refuse(reply, 403, 'Open the page first');
    else if (!visitors.mayClick(token, nowMs())) {
      void reply.header('retry-after', 1);
      await refuse(reply, 429, 'Too many clicks; try again in a second');
    }
  });
  const run = (reply: FastifyReply, clickId: string, names: readonly string[], count: number): FastifyReply => {
    const why = conductor.run(clickId, names, count);
    return why === null ? reply.code(202).send({ clickId }) : refuse(reply, 503, why);
  };
  app.post<{ Body: { clickId: string; laneName: string; jobCount: number } }>(
    '/runs',
    { schema: object({ clickId: ID, laneName, jobCount }) },
    async ({ body }, reply) => run(reply, body.clickId, [body.laneName], body.jobCount),
  );
  app.post<{ Body: { clickId: string; jobCount: number } }>(
    '/races',
    { schema: object({ clickId: ID, jobCount }) },
    async ({ body }, reply) => run(reply, body.clickId, laneNames, body.jobCount),
  );
  app.post('/stop', { schema: object({ clickId: ID }) }, async (_request, reply) => {
    const stopped = conductor.stopAll();
    return reply.code(202).send(stopped);
  });
  app.post<{ Body: { connections: Connections } }>(
    '/connections',
    { schema: object({ clickId: ID, connections: { enum: ['held', 'new'] } }) },
    async ({ body }, reply) => {
      conductor.connect(body.connections);
      return reply.code(202).send({});
    },
  );
  app.post<{ Body: { laneName: string; choice: number } }>(
    '/votes',
    { schema: object({ clickId: ID, laneName, choice: { enum: [0, 1, 2, 3] } }) },
    async (request, reply) => {
      conductor.vote(tokenOf(request), request.body.laneName, request.body.choice);
      return reply.code(202).send({});
    },
  );
}

/** The page, its one stream, and the clicks. It is never a server under test. */
export function liveServer(options: LiveServerOptions): FastifyInstance {
  const app = Fastify({ bodyLimit: BODY_BYTES, forceCloseConnections: true });
  app.server.maxConnections = MOST_CONNECTIONS;
  app.addHook('onRequest', async (request, reply) => {
    void reply.headers({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
    });
    if (!isOwnName(request, options.visitors)) await refuse(reply, 403, 'Use the address that the command printed');
  });
  addPage(app, options);
  addStream(app, options);
  addClicks(app, options);
  return app;
}
