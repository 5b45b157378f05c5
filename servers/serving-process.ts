import process from 'node:process';
import type { FastifyInstance } from 'fastify';
import { buildApp } from './app.ts';
import { HarnessError } from './errors.ts';
import type { ServerMessage } from './protocol.ts';
import { Rows } from './rows/rows.ts';
import type { ServerEnv, Strategy } from './strategy.ts';
import { tasks } from './tasks/list.ts';
import { startTelemetry } from './telemetry.ts';

const HOST = '127.0.0.1';

/** @throws {HarnessError} ERR_PORT_IN_USE */
async function listen(app: FastifyInstance, port: number): Promise<number> {
  try {
    await app.listen({ host: HOST, port });
  } catch (cause) {
    if (!(cause instanceof Error) || !('code' in cause) || cause.code !== 'EADDRINUSE') throw cause;
    throw new HarnessError('ERR_PORT_IN_USE', `Cannot listen on ${HOST}:${port} as another process does`, { cause });
  }
  const address = app.server.address();
  if (address === null || typeof address === 'string') throw new TypeError('A TCP server has a port');
  return address.port;
}

const IDLE_CHECK_MS = 50;

/** Lets requests under way finish; their connections, idle from then on, would otherwise stay until the client tires. */
async function closeApp(app: FastifyInstance): Promise<void> {
  const timer = setInterval(() => app.server.closeIdleConnections(), IDLE_CHECK_MS);
  await app.close();
  clearInterval(timer);
}

/**
 * Opens a strategy in this process, serves it on loopback and sends telemetry, until disposed.
 *
 * @param port 0 for any free one
 * @throws {HarnessError} ERR_PORT_IN_USE
 */
export async function serve(
  strategy: Strategy,
  env: ServerEnv,
  port: number,
  send: (message: ServerMessage) => void,
): Promise<AsyncDisposable> {
  await using resources = new AsyncDisposableStack();
  const runner = resources.use(await strategy.open(env));
  const app = buildApp(runner, tasks, resources.use(new Rows(env.dataFolder)));
  resources.defer(async () => closeApp(app));
  const openPort = await listen(app, port);
  resources.use(
    startTelemetry(
      (sample) => send({ kind: 'telemetry', sample }),
      () => runner.threads?.() ?? [],
    ),
  );
  send({ kind: 'ready', port: openPort, processIds: [process.pid] });
  return resources.move();
}
