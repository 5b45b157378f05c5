import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply } from 'fastify';
import { ERRORS, type ErrorCode, errorReport } from './errors.ts';
import { addJobRoutes } from './job-routes.ts';
import { openApiDocument } from './openapi.ts';
import { RETRY_AFTER_SECONDS, stamp } from './replies.ts';
import { addRowRoutes } from './rows/row-routes.ts';
import type { Rows } from './rows/rows.ts';
import type { Runner } from './strategy.ts';
import { addTaskRoutes } from './task-routes.ts';
import type { Task } from './task.ts';
import { nowMs } from './telemetry.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** When its headers had been read: see `nowMs()`. */
    arrivedAtMs: number;
  }
}

/** Task inputs are a few hundred bytes; anything longer is a mistake or an attack. */
const BODY_LIMIT_BYTES = 64 * 1_024;

/** Fastify's own codes for what goes wrong before a handler runs. */
const CODE_BY_FASTIFY_CODE: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_VALIDATION: 'ERR_TASK_INPUT',
  FST_ERR_CTP_INVALID_JSON_BODY: 'ERR_BODY_JSON',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'ERR_BODY_JSON',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'ERR_BODY_TYPE',
  FST_ERR_CTP_BODY_TOO_LARGE: 'ERR_BODY_TOO_LARGE',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'ERR_BODY_JSON',
};

/** An RFC 9457 problem whose `code` is ours. */
function sendProblem(reply: FastifyReply, code: ErrorCode, detail: string): FastifyReply {
  const { httpStatus, meaning } = ERRORS[code];
  const status = httpStatus ?? 500;
  if (status === 503) void reply.header('retry-after', RETRY_AFTER_SECONDS);
  return reply
    .code(status)
    .type('application/problem+json')
    .send({ type: 'about:blank', title: meaning, status, code, detail });
}

function reportOf(error: FastifyError): { code: ErrorCode; message: string } {
  const code = CODE_BY_FASTIFY_CODE[error.code];
  return code === undefined ? errorReport(error) : { code, message: error.message };
}

/**
 * The server that every strategy shares: routes, schemas and error mapping are the same, only where the work runs
 * differs. Not yet listening.
 *
 * @param rows without them there are no routes for them
 */
export function buildApp(runner: Runner, tasks: readonly Task[], rows?: Rows): FastifyInstance {
  const app = Fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    // close() ends idle connections at once instead of waiting for their clients.
    forceCloseConnections: 'idle',
    // The door says no to a wrong input; it never mends it.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false } },
  });

  // Fastify reads plain text too; here it would reach a schema that speaks of JSON.
  app.removeContentTypeParser('text/plain');
  runner.attach?.(app);
  app.decorateRequest('arrivedAtMs', 0);
  app.addHook('onRequest', (request, _reply, done) => {
    request.arrivedAtMs = nowMs();
    done();
  });

  app.get('/health', async ({ arrivedAtMs }, reply) => {
    stamp(reply, { arrivedAtMs, startedAtMs: arrivedAtMs, finishedAtMs: arrivedAtMs });
    return { status: 'ok' };
  });
  const document = openApiDocument(tasks);
  app.get('/openapi.json', async () => document);

  addTaskRoutes(app, runner, tasks);
  if (rows !== undefined) addRowRoutes(app, runner, tasks, rows);
  addJobRoutes(app, runner);

  app.setNotFoundHandler(async (request, reply) =>
    sendProblem(reply, 'ERR_ROUTE_UNKNOWN', `Nothing answers ${request.method} ${request.url}`),
  );
  app.setErrorHandler<FastifyError>(async (error, _request, reply) => {
    const { code, message } = reportOf(error);
    return sendProblem(reply, code, message);
  });
  return app;
}
