import { rm } from 'node:fs/promises';
import process from 'node:process';
import { ERRORS, HarnessError } from '../servers/errors.ts';
import type { ServerCommand, ServerMessage } from '../servers/protocol.ts';
import type { ServerEnv } from '../servers/strategy.ts';
import type { TelemetrySample } from '../servers/telemetry.ts';
import { makeTemporaryFolder } from '../servers/temporary-folder.ts';
import { startChild } from './child.ts';
import type { Launcher } from './setup.ts';

/** What a run decides for all its servers; folders and ids are each server's own. */
export type ServerSettings = Pick<ServerEnv, 'workerCount' | 'queueLimitCount'> &
  Partial<Pick<ServerEnv, 'taskTimeoutMs'>> & { readonly queueUrl?: string };

/** A server that is not ready by then never will be. */
const START_MS = 20_000;
/** Longer than a server's own limit for stopping, so that it can keep its promises. */
const STOP_MS = 4_000;

/** One server process of ours, with the processes and threads it starts. */
export interface ServerProcess extends AsyncDisposable {
  readonly baseUrl: string;
  /** The first is the one that was started, the others its cluster's workers. */
  readonly processIds: readonly number[];
  /** Aborts with ERR_SERVER_EXITED when one of its processes ends before disposal. */
  readonly lost: AbortSignal;
  /** Grows while it runs. */
  readonly telemetry: readonly TelemetrySample[];
}

/** A worker outlives its killed parent while a task holds its loop; nothing may outlive the trial. */
function killLeftovers(processIds: readonly number[]): void {
  for (const processId of processIds) {
    try {
      process.kill(processId, 'SIGKILL');
    } catch {
      // Already gone.
    }
  }
}

/** @throws {HarnessError} ERR_SERVER_START, or what the server said of itself */
export async function startServer(
  strategyName: string,
  env: ServerSettings,
  launcher: Launcher,
): Promise<ServerProcess> {
  await using resources = new AsyncDisposableStack();
  // Not the server's own temporary folder: a killed one would leave it behind.
  const dataFolder = resources.adopt(await makeTemporaryFolder('trial'), async (folder) =>
    rm(folder, { recursive: true, force: true }),
  );
  const child = resources.use(
    startChild<ServerCommand, ServerMessage>({
      entry: new URL('../servers/main.ts', import.meta.url),
      launcher,
      args: Object.entries({
        '--strategy': strategyName,
        '--port': 0,
        '--workers': env.workerCount,
        '--queue-limit': env.queueLimitCount,
        '--data': dataFolder,
        ...(env.taskTimeoutMs === undefined ? {} : { '--task-timeout': env.taskTimeoutMs }),
        ...(env.queueUrl === undefined ? {} : { '--queue': env.queueUrl }),
      }).flatMap(([flag, value]) => [flag, String(value)]),
      stop: (tell) => tell({ kind: 'stop' }),
      stopMs: STOP_MS,
    }),
  );
  const lost = new AbortController();
  const telemetry: TelemetrySample[] = [];
  const ready = Promise.withResolvers<ServerMessage & { readonly kind: 'ready' }>();
  child.onMessage((message) => {
    switch (message.kind) {
      case 'ready':
        ready.resolve(message);
        return;
      case 'telemetry':
        telemetry.push(message.sample);
        return;
      case 'worker-exited':
        lost.abort(
          new HarnessError(
            'ERR_SERVER_EXITED',
            `Process ${message.processId} of ${strategyName} ended: ${message.how}`,
          ),
        );
        return;
      case 'failed':
        // A record and a progress line have no room for a remedy of their own.
        ready.reject(new HarnessError(message.code, `${message.message}. ${ERRORS[message.code].remedy}`));
    }
  });
  let isStopping = false;
  void child.ended.then((how) => {
    ready.reject(new HarnessError('ERR_SERVER_START', `The ${strategyName} server ended before it was ready: ${how}`));
    if (!isStopping) lost.abort(new HarnessError('ERR_SERVER_EXITED', `The ${strategyName} server ended: ${how}`));
  });
  const tooLate = `The ${strategyName} server was not ready within ${START_MS} ms`;
  const timer = setTimeout(() => ready.reject(new HarnessError('ERR_SERVER_START', tooLate)), START_MS);
  const { port, processIds } = await ready.promise.finally(() => clearTimeout(timer));
  const owned = resources.move();
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    processIds,
    lost: lost.signal,
    telemetry,
    [Symbol.asyncDispose]: async () => {
      isStopping = true;
      await owned.disposeAsync();
      if ((await child.ended) !== 'exit code 0') killLeftovers(processIds.slice(1));
    },
  };
}
