import { randomInt } from 'node:crypto';
import process from 'node:process';
import { errorText } from '../servers/arguments.ts';
import { HarnessError, errorReport } from '../servers/errors.ts';
import { shownPath } from '../servers/own-task/typed-path.ts';
import { sweepTemporaryFolders } from '../servers/temporary-folder.ts';
import type { RunRecord, Setup } from '../stats/record.ts';
import { commandText } from './command-text.ts';
import { runCommand } from './command.ts';
import { type Configuration, configure } from './configuration.ts';
import { type Stage, ctrlCTexts } from './ctrl-c-text.ts';
import { EXIT, exitCodeOfRecord } from './exit-code.ts';
import { type RunFolder, checkRecordPlace, openRunFolder } from './files.ts';
import { interruption, tellBelow } from './interruption.ts';
import { describeMachine } from './machine.ts';
import type { BenchOptions } from './options.ts';
import { withOwnTask } from './own-task.ts';
import { planText } from './plan-text.ts';
import { newRecord, prepare } from './preparation.ts';
import { type Progress, startProgress } from './progress.ts';
import { type RoundPlan, recordRun } from './record-run.ts';
import { runReport } from './report-process.ts';
import { type Sentinel, startSentinel } from './sentinel.ts';
import type { ServerSettings } from './server-process.ts';
import { filesText, settingsJson, settingsText } from './settings-text.ts';
import { readSettings } from './settings.ts';
import { findMeans, planSetup } from './setup.ts';
import { checkHealth } from './target.ts';
import type { RunSetting } from './trial.ts';

const SEED_COUNT = 2 ** 32;
const MS_PER_MINUTE = 60_000;

/** Without one the run goes on, a gate poorer. */
async function sentinelOrNone(progress: Progress): Promise<Sentinel | null> {
  try {
    return await startSentinel();
  } catch (thrown) {
    if (!(thrown instanceof HarnessError)) throw thrown;
    progress.note(errorText(errorReport(thrown)).trimEnd());
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

async function report({ folderPath }: RunFolder, options: BenchOptions): Promise<number> {
  const { json, csv, open, color, ascii, failOn, baseline, allowMismatch, strict } = options;
  return runReport(new URL('../reports/main.ts', import.meta.url), [
    folderPath,
    '--color',
    color,
    ...(json === true ? ['--json'] : []),
    ...(csv === true ? ['--csv'] : []),
    ...(open === true ? ['--open'] : []),
    ...(ascii === true ? ['--ascii'] : []),
    ...failOn.flatMap((rule) => ['--fail-on', rule]),
    ...(baseline === undefined ? [] : ['--baseline', baseline]),
    ...(allowMismatch === true ? ['--allow-mismatch'] : []),
    ...(strict === true ? ['--strict'] : []),
  ]);
}

/** A run that can begin: every name is looked up, and there is a place to write to. */
interface ReadyRun {
  readonly options: BenchOptions;
  readonly configuration: Configuration;
  readonly begun: RunRecord;
  readonly folder: RunFolder;
  readonly setting: Pick<RunSetting, 'setup' | 'env' | 'seed'>;
}

/** Looks up every name and asks every target, so that nothing that can be told now is told minutes later. */
async function readyRun(options: BenchOptions, words: readonly string[]): Promise<ReadyRun> {
  const machine = await describeMachine();
  const setup = planSetup(machine, options.cores, await findMeans());
  const env = serverSettings(options, setup);
  const configuration = await configure(options, env.workerCount);
  for (const target of configuration.targets) if (target.kind === 'url') await checkHealth(target);
  if (options.baseline !== undefined) await checkRecordPlace(options.baseline);
  const seed = options.seed ?? randomInt(SEED_COUNT);
  const command = commandText(words, seed);
  const begun = await newRecord(configuration, options, { seed, command, machine, setup, env });
  const folder = await openRunFolder(options.out, begun.startedAt, configuration.scenario.name);
  return { options, configuration, begun, folder, setting: { setup, env, seed } };
}

/** Tells the plan, then runs it. @param enter called when another stage begins, with how to tell of it */
async function runPlan(
  { options, configuration, begun, folder, setting }: ReadyRun,
  {
    interrupted,
    progress,
    enter,
  }: {
    readonly interrupted: AbortSignal;
    readonly progress: Progress;
    readonly enter: (stage: Stage) => void;
  },
): Promise<RunRecord> {
  const plan = roundPlan(options);
  progress.note(planText(configuration, options, plan));
  await sweepTemporaryFolders();
  const prepared = await prepare(configuration, options, begun, setting, { progress, interrupted });
  await using resources = new AsyncDisposableStack();
  const sentinel = await sentinelOrNone(progress);
  if (sentinel !== null) resources.use(sentinel);
  enter('measuring');
  const { targets } = configuration;
  return recordRun({ ...prepared, targets, sentinel, plan, folder, progress }, interrupted);
}

async function main(argv: readonly string[]): Promise<number> {
  const settings = await readSettings(argv, process.env);
  if (settings.options.printConfig === true) {
    const { json } = settings.options;
    process.stdout.write(json === true ? settingsJson(settings.all) : settingsText(settings.all));
    return EXIT.ok;
  }
  const options = await withOwnTask(settings.options);
  const ready = await readyRun(options, settings.words);
  await using folder = ready.folder;
  const shownFolder = shownPath(folder.folderPath);
  let stage: Stage = 'preparing';
  let tell = tellBelow;
  const interrupted = interruption({
    what: 'run',
    texts: () => ctrlCTexts(stage, shownFolder),
    tell: (text) => tell(text),
  });
  let record: RunRecord;
  {
    using progress = startProgress();
    tell = (text) => progress.note(text);
    for (const line of filesText(settings.all)) progress.note(line);
    record = await runPlan(ready, { interrupted, progress, enter: (next) => (stage = next) });
    stage = 'reporting';
    tell = tellBelow;
  }
  const reportCode = await report(folder, options);
  if (options.json === true) process.stderr.write(`Record: ${shownPath(folder.recordPath)}\n`);
  return reportCode === EXIT.ok ? exitCodeOfRecord(record) : reportCode;
}

await runCommand(main);
