import cluster from 'node:cluster';
import { rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import process from 'node:process';
import { Command } from 'commander';
import { TASK_TIMEOUT, errorText, parseArguments, wholeNumber } from './arguments.ts';
import { HarnessError, errorReport } from './errors.ts';
import { servePrimary } from './primary-process.ts';
import type { ServerCommand, ServerMessage } from './protocol.ts';
import { serve } from './serving-process.ts';
import { loadStrategy, strategyNames } from './strategies/index.ts';
import { useTaskFile } from './tasks/list.ts';
import { makeTemporaryFolder } from './temporary-folder.ts';

/** Work under way may end within this time; then the process ends all the same. */
const STOP_MS = 3_000;

const DATA_FOLDER = 'HOLDUP_DATA_FOLDER';

interface ServeOptions {
  readonly strategy: string;
  readonly port: number;
  readonly workers: number;
  readonly queueLimit: number;
  readonly taskTimeout: number;
  readonly data?: string;
  readonly queue?: string;
  readonly taskFile?: string;
}

function readOptions(argv: readonly string[]): ServeOptions {
  const command = new Command('npm run serve --')
    .description('Serves one strategy on 127.0.0.1: GET /health, POST /tasks/:taskName, GET /openapi.json.')
    .option('--strategy <name>', `one of: ${strategyNames.join(', ')}`, 'blocking')
    .option('--port <number>', '0 for any free port', wholeNumber({ min: 0, max: 65_535 }), 3_000)
    .option(
      '--workers <count>',
      'threads or processes that run tasks; 0 only with job-queue: npm run worker does the work',
      wholeNumber({ min: 0, max: 1_024 }),
      availableParallelism(),
    )
    .option('--queue-limit <count>', 'jobs that may wait for a worker', wholeNumber({ min: 0, max: 1_000_000 }), 100)
    .option(
      '--task-timeout <ms>',
      'longest run of a task, where the strategy can stop it',
      TASK_TIMEOUT.parse,
      TASK_TIMEOUT.defaultMs,
    )
    .option('--data <folder>', 'where jobs are remembered (default: a temporary folder, removed at the end)')
    .option(
      '--queue <url>',
      'a distributed queue for job-queue: redis://HOST:PORT#NAME; without #NAME it is the --data folder’s own (default: embedded)',
    )
    .option('--task-file <file>', 'a task of your own to serve beside the others: npm run new-task writes one');
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

/** The processes of one server share it: the first one chooses it, those of its cluster inherit it. */
async function dataFolderOf({ data }: ServeOptions): Promise<string> {
  const { [DATA_FOLDER]: inheritedFolder } = process.env;
  if (cluster.isWorker && inheritedFolder !== undefined) return inheritedFolder;
  let dataFolder = data;
  if (dataFolder === undefined) {
    const temporary = await makeTemporaryFolder('server');
    // However it ends, as long as it is not killed.
    process.on('exit', () => rmSync(temporary, { recursive: true, force: true }));
    dataFolder = temporary;
  } else {
    await mkdir(dataFolder, { recursive: true });
  }
  process.env[DATA_FOLDER] = dataFolder;
  return dataFolder;
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options.workers === 0 && options.strategy !== 'job-queue') {
    throw new HarnessError(
      'ERR_USAGE',
      `Cannot serve ${options.strategy} without workers as only job-queue can leave its work to others: got --workers 0`,
    );
  }
  if (options.taskFile !== undefined) await useTaskFile(options.taskFile);
  const strategy = await loadStrategy(options.strategy);
  const processCount = strategy.processCount?.(options.workers) ?? 1;
  const isPrimary = cluster.isPrimary && processCount > 1;
  const dataFolder = await dataFolderOf(options);
  const env = {
    workerCount: options.workers,
    queueLimitCount: options.queueLimit,
    taskTimeoutMs: options.taskTimeout,
    dataFolder,
    queueUrl: options.queue ?? null,
  };
  stopOnRequest(isPrimary ? servePrimary(processCount, tell) : await serve(strategy, env, options.port, tell));
}

try {
  await main();
} catch (thrown) {
  if (process.send === undefined) process.stderr.write(errorText(errorReport(thrown)));
  else tell({ kind: 'failed', ...errorReport(thrown, 'ERR_SERVER_START') });
  process.exitCode = 2;
  if (process.connected) process.disconnect?.();
}
