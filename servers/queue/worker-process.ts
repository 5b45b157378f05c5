import process from 'node:process';
import { errorReport } from '../errors.ts';
import { keepOutputs } from '../rows/row-keeper.ts';
import { startTelemetry } from '../telemetry.ts';
import { threadExecutor } from '../thread-executor.ts';
import { BEAT_MS } from './job-queue.ts';
import { openWorkSource } from './open-queue.ts';
import { warmUp, workUntil } from './work-loop.ts';
import { WORKER_SETTINGS, type WorkerCommand, type WorkerMessage, type WorkerSettings } from './worker-protocol.ts';

/** Most jobs of today end within it; the others begin anew elsewhere. */
const DRAIN_MS = 1_500;
/** By then even an engine that does not answer has been waited for. */
const STOP_MS = 2_200;

function tell(message: WorkerMessage): void {
  // Who started it may be gone; then there is nobody to tell.
  if (process.connected) process.send?.(message, undefined, {}, () => {});
}

/** Aborts when this process is told to end, or when nobody is left who could tell it. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  const stop = (): void => {
    controller.abort();
    setTimeout(() => process.exit(1), STOP_MS).unref();
  };
  process.on('message', (command: WorkerCommand) => {
    if (command.kind === 'stop') stop();
  });
  process.on('disconnect', stop);
  process.on('SIGTERM', stop);
  // Ctrl-C reaches every process of a terminal; a child is ended by its parent, in the parent's order.
  process.on('SIGINT', () => {});
  if (!process.connected) stop();
  return controller.signal;
}

async function main(): Promise<void> {
  const { taskTimeoutMs, ...place } = JSON.parse(process.env[WORKER_SETTINGS] ?? '{}') as WorkerSettings;
  const stop = stopSignal();
  await using resources = new AsyncDisposableStack();
  const source = resources.use(await openWorkSource(place));
  const executor = resources.use(keepOutputs(threadExecutor(1), place.dataFolder));
  await warmUp(executor, stop);
  resources.use(
    startTelemetry(
      (sample) => tell({ kind: 'telemetry', sample }),
      () => executor.threads?.() ?? [],
    ),
  );
  tell({ kind: 'ready' });
  await workUntil(stop, source, executor, { taskTimeoutMs, beatMs: BEAT_MS, drainMs: DRAIN_MS });
}

try {
  await main();
} catch (thrown) {
  tell({ kind: 'failed', ...errorReport(thrown, 'ERR_SERVER_START') });
  process.exitCode = 2;
}
if (process.connected) process.disconnect?.();
