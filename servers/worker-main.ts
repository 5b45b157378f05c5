import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import process from 'node:process';
import { Command } from 'commander';
import { TASK_TIMEOUT, errorText, parseArguments, wholeNumber } from './arguments.ts';
import { HarnessError, errorReport } from './errors.ts';
import { WorkerCrew } from './queue/worker-crew.ts';
import { useTaskFile } from './tasks/list.ts';

interface WorkerOptions {
  readonly queue?: string;
  readonly data?: string;
  readonly workers: number;
  readonly taskTimeout: number;
  readonly taskFile?: string;
}

function readOptions(argv: readonly string[]): WorkerOptions {
  const command = new Command('npm run worker --')
    .description(
      'Does the jobs that servers of the strategy job-queue accept, on this host or another. Ctrl-C ends it: what runs is done or given back within 5 s.',
    )
    .option('--queue <url>', 'redis://HOST:PORT#NAME, as its servers have it; PORT is 6379 where it is left out')
    .option(
      '--data <folder>',
      'without --queue: the --data folder of a server on this machine, with its embedded queue',
    )
    .option('--workers <count>', 'worker processes', wholeNumber({ min: 1, max: 1_024 }), availableParallelism())
    .option('--task-timeout <ms>', 'longest run of a task', TASK_TIMEOUT.parse, TASK_TIMEOUT.defaultMs)
    .option('--task-file <file>', 'a task of your own, as its servers have it')
    .addHelpText(
      'after',
      '\nServers that shall leave all work to these workers: npm run serve -- --strategy job-queue --workers 0 --queue URL#NAME',
    );
  parseArguments(command, argv);
  return command.opts<WorkerOptions>();
}

/** Resolves when a person or the system asks this process to end. */
async function askedToEnd(): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  // Children hang on this process; it needs a reason to live while they are being replaced.
  const alive = setInterval(() => {}, 60_000);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
  // Under a parent that speaks to it, its end is ours.
  process.on('disconnect', () => resolve());
  await promise;
  clearInterval(alive);
}

async function main(): Promise<void> {
  const { queue, data, workers, taskTimeout, taskFile } = readOptions(process.argv.slice(2));
  if (queue === undefined && data === undefined) {
    throw new HarnessError(
      'ERR_USAGE',
      'Cannot tell which queue is meant as --queue or --data must name it: got neither',
    );
  }
  if (taskFile !== undefined) await useTaskFile(taskFile);
  if (data !== undefined) await mkdir(data, { recursive: true });
  await using _crew = await WorkerCrew.start(workers, {
    queueUrl: queue ?? null,
    dataFolder: data ?? null,
    taskTimeoutMs: taskTimeout,
  });
  process.stdout.write(`Working with ${workers} processes (Ctrl-C ends it)\n`);
  await askedToEnd();
}

try {
  await main();
} catch (thrown) {
  process.stderr.write(errorText(errorReport(thrown)));
  process.exitCode = 2;
}
