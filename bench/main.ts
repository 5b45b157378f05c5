import { fork } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';
import process from 'node:process';
import { errorText } from '../servers/arguments.ts';
import { HarnessError, errorReport } from '../servers/errors.ts';
import { sweepTemporaryFolders } from '../servers/temporary-folder.ts';
import type { RunRecord, Setup } from '../stats/record.ts';
import { commandText } from './command-text.ts';
import { runCommand } from './command.ts';
import { configure } from './configuration.ts';
import { EXIT, exitCodeOfRecord } from './exit-code.ts';
import { type RunFolder, checkRecordPlace, openRunFolder } from './files.ts';
import { interruption } from './interruption.ts';
import { describeMachine } from './machine.ts';
import { type BenchOptions, readBenchOptions } from './options.ts';
import { withOwnTask } from './own-task.ts';
import { planText } from './plan-text.ts';
import { newRecord, prepare } from './preparation.ts';
import { type RoundPlan, recordRun } from './record-run.ts';
import { type Sentinel, startSentinel } from './sentinel.ts';
import type { ServerSettings } from './server-process.ts';
import { findMeans, planSetup } from './setup.ts';
import { checkHealth } from './target.ts';

const SEED_COUNT = 2 ** 32;
const MS_PER_MINUTE = 60_000;

/** Without one the run goes on, a gate poorer. */
async function sentinelOrNone(): Promise<Sentinel | null> {
  try {
    return await startSentinel();
  } catch (thrown) {
    if (!(thrown instanceof HarnessError)) throw thrown;
    process.stderr.write(errorText(errorReport(thrown)));
    return null;
  }
}

function serverSettings(options: BenchOptions, { serverCoreCount }: Setup): ServerSettings {
  const { workers, queueLimit, taskTimeout, queue } = options;
  return {
    workerCount: workers ?? serverCoreCount,
    queueLimitCount: queueLimit,
    ...(taskTimeout === undefined ? {} : { taskTimeoutMs: taskTimeout }),
    ...(queue === undefined ? {} : { queueUrl: queue }),
  };
}

const roundPlan = ({ rounds, budget }: BenchOptions): RoundPlan =>
  rounds === 'auto' ? { kind: 'auto', budgetMs: budget * MS_PER_MINUTE } : { kind: 'fixed' };

/** The report is rendered by its own command, from the file, as anyone could do again later. */
async function report(folder: RunFolder, options: BenchOptions): Promise<number> {
  const { json, color, failOn, baseline, allowMismatch, strict } = options;
  const args = [
    folder.folderPath,
    '--color',
    color,
    ...(json === true ? ['--json'] : []),
    ...failOn.flatMap((rule) => ['--fail-on', rule]),
    ...(baseline === undefined ? [] : ['--baseline', baseline]),
    ...(allowMismatch === true ? ['--allow-mismatch'] : []),
    ...(strict === true ? ['--strict'] : []),
  ];
  const child = fork(new URL('../reports/main.ts', import.meta.url), args, { stdio: 'inherit', execArgv: [] });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? EXIT.internal;
}

async function main(argv: readonly string[]): Promise<number> {
  const options = await withOwnTask(readBenchOptions(argv));
  const machine = await describeMachine();
  const setup = planSetup(machine, options.cores, await findMeans());
  const env = serverSettings(options, setup);
  const configuration = await configure(options, env.workerCount);
  const { targets } = configuration;
  for (const target of targets) if (target.kind === 'url') await checkHealth(target);
  if (options.baseline !== undefined) await checkRecordPlace(options.baseline);
  const seed = options.seed ?? randomInt(SEED_COUNT);
  const interrupted = interruption('run');
  const begun = await newRecord(configuration, options, {
    seed,
    command: commandText(argv, seed),
    machine,
    setup,
    env,
  });
  const folder = await openRunFolder(options.out, begun.startedAt, configuration.scenario.name);
  const plan = roundPlan(options);
  process.stderr.write(`${planText(configuration, options, plan)}\n`);

  await sweepTemporaryFolders();
  const { setting, started } = await prepare(configuration, options, begun, { setup, env, seed }, interrupted);
  let record: RunRecord;
  {
    await using resources = new AsyncDisposableStack();
    const sentinel = await sentinelOrNone();
    if (sentinel !== null) resources.use(sentinel);
    record = await recordRun({ setting, targets, sentinel, plan, started, folder }, interrupted);
  }
  const reportCode = await report(folder, options);
  process.stderr.write(`Record: ${path.relative(process.cwd(), folder.folderPath)}${path.sep}record.json\n`);
  return reportCode === EXIT.ok ? exitCodeOfRecord(record) : reportCode;
}

await runCommand(main);
