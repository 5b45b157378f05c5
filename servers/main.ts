import cluster from 'node:cluster';
import { availableParallelism } from 'node:os';
import process from 'node:process';
import { Command } from 'commander';
import { errorText, parseArguments, wholeNumber } from './arguments.ts';
import { errorReport } from './errors.ts';
import { servePrimary } from './primary-process.ts';
import type { ServerCommand, ServerMessage } from './protocol.ts';
import { serve } from './serving-process.ts';
import { loadStrategy, strategyNames } from './strategies/index.ts';

/** Work under way may end within this time; then the process ends all the same. */
const STOP_MS = 3_000;

interface ServeOptions {
  readonly strategy: string;
  readonly port: number;
  readonly workers: number;
  readonly queueLimit: number;
}

function readOptions(argv: readonly string[]): ServeOptions {
  const command = new Command('npm run serve --')
    .description('Serves one strategy on 127.0.0.1: GET /health, POST /tasks/:taskName, GET /openapi.json.')
    .option('--strategy <name>', `one of: ${strategyNames.join(', ')}`, 'blocking')
    .option('--port <number>', '0 for any free port', wholeNumber({ min: 0, max: 65_535 }), 3_000)
    .option(
      '--workers <count>',
      'threads or processes that run tasks',
      wholeNumber({ min: 1, max: 1_024 }),
      availableParallelism(),
    )
    .option('--queue-limit <count>', 'jobs that may wait for a worker', wholeNumber({ min: 0, max: 1_000_000 }), 100);
  parseArguments(command, argv);
  return command.opts<ServeOptions>();
}

/** To the process that started this one, or to a person. */
function tell(message: ServerMessage): void {
  if (process.send !== undefined) {
    // The parent may be gone; then there is nobody to tell.
    if (process.connected) process.send(message, undefined, {}, () => {});
    return;
  }
  if (message.kind === 'ready')
    process.stdout.write(`Listening on http://127.0.0.1:${message.port} (Ctrl-C ends it)\n`);
  if (message.kind === 'worker-exited') process.stderr.write(`Process ${message.processId} ended: ${message.how}\n`);
  if (message.kind === 'failed') process.stderr.write(errorText(message));
}

function stopOnRequest(server: AsyncDisposable): void {
  let isStopping = false;
  const stop = async (): Promise<void> => {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => process.exit(1), STOP_MS).unref();
    await server[Symbol.asyncDispose]();
    process.exit(0);
  };
  const isChild = process.send !== undefined;
  process.on('message', (command: ServerCommand) => {
    if (command.kind === 'stop') void stop();
  });
  process.on('disconnect', () => void stop());
  process.on('SIGTERM', () => void stop());
  // Ctrl-C reaches every process of a terminal; a child is ended by its parent, in the parent's order.
  process.on('SIGINT', () => void (isChild ? undefined : stop()));
  // The parent may have died while this process was starting.
  if (isChild && !process.connected) void stop();
}

async function main(): Promise<void> {
  const { strategy: strategyName, port, workers, queueLimit } = readOptions(process.argv.slice(2));
  const strategy = await loadStrategy(strategyName);
  const processCount = strategy.processCount?.(workers) ?? 1;
  const isPrimary = cluster.isPrimary && processCount > 1;
  const env = { workerCount: workers, queueLimitCount: queueLimit };
  stopOnRequest(isPrimary ? servePrimary(processCount, tell) : await serve(strategy, env, port, tell));
}

try {
  await main();
} catch (thrown) {
  if (process.send === undefined) process.stderr.write(errorText(errorReport(thrown)));
  else tell({ kind: 'failed', ...errorReport(thrown, 'ERR_SERVER_START') });
  process.exitCode = 2;
  if (process.connected) process.disconnect?.();
}
