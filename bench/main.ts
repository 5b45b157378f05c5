import { fork } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';
import process from 'node:process';
import { errorText } from '../servers/arguments.ts';
import { HarnessError, errorReport } from '../servers/errors.ts';
import { RECORD_FORMAT_VERSION, type RunRecord } from '../stats/record.ts';
import { calibrate, calibrationOf } from './calibrate.ts';
import { type Configuration, configure, withWork } from './configuration.ts';
import { EXIT, exitCodeOfError, exitCodeOfRecord } from './exit-code.ts';
import { type RunFolder, openRunFolder } from './files.ts';
import { describeMachine, holdupPackage, machineLoad } from './machine.ts';
import { type BenchOptions, readBenchOptions } from './options.ts';
import { formatLength, startProgress } from './progress.ts';
import { plannedTrialMs, runBench } from './run.ts';
import { checkHealth } from './target.ts';
import type { RunSetting } from './trial.ts';

const SEED_COUNT = 2 ** 32;
/** Of one round: start, compile, measure. */
const CALIBRATION_MS = 2_100;

/** npm passes on the signal that the terminal has sent already: one Ctrl-C, two signals. */
const SAME_SIGNAL_MS = 500;

/** The first Ctrl-C ends the trial and keeps what was measured; the second ends the process. */
function interruption(): AbortSignal {
  const controller = new AbortController();
  let firstAtMs = 0;
  const interrupt = (signal: NodeJS.Signals): void => {
    if (controller.signal.aborted) {
      if (performance.now() - firstAtMs > SAME_SIGNAL_MS) process.exit(EXIT.interrupted);
      return;
    }
    firstAtMs = performance.now();
    controller.abort(new HarnessError('ERR_INTERRUPTED', `The run was ended by ${signal}`));
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return controller.signal;
}

/** What to type for the same order and the same arrivals; into a folder of its own, as the first run keeps its own. */
function commandText(argv: readonly string[], seed: number): string {
  const isOut = (word: string | undefined): boolean => word === '--out';
  const words = argv.filter(
    (word, index) => !isOut(word) && !isOut(argv[index - 1]) && !word.startsWith('--out=') && word !== '--json',
  );
  const quoted = words.map((word) =>
    /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`,
  );
  const isSeeded = words.some((word) => word === '--seed' || word.startsWith('--seed='));
  return ['npm run bench --', ...quoted, ...(isSeeded ? [] : ['--seed', String(seed)])].join(' ');
}

function planText({ scenario, targets, heavy }: Configuration, isQuick: boolean): string {
  const trialMs = plannedTrialMs(scenario);
  const totalMs = scenario.roundCount * (targets.length * trialMs + (heavy === null ? 0 : CALIBRATION_MS));
  const trials = `${targets.length} targets x ${scenario.roundCount} rounds x ${(trialMs / 1_000).toFixed(1)} s`;
  const hint = isQuick ? '' : ' (--quick: a first look in less)';
  return `${scenario.name}: ${trials} = about ${formatLength(totalMs)}${hint}`;
}

/** A record of a run that has just begun: partial until the end says otherwise. */
async function newRecord(
  configuration: Configuration,
  options: BenchOptions,
  { seed, command }: { readonly seed: number; readonly command: string },
): Promise<RunRecord> {
  const { version } = await holdupPackage();
  return {
    formatVersion: RECORD_FORMAT_VERSION,
    holdupVersion: version,
    command,
    startedAt: new Date().toISOString(),
    finishedAt: null,
    status: 'partial',
    partialReason: 'The run has not ended, or ended without a word',
    seed,
    isQuick: options.quick === true,
    machine: await describeMachine(),
    scenario: structuredClone(configuration.scenario) as RunRecord['scenario'],
    workerCount: options.workers,
    queueLimitCount: options.queueLimit,
    isVerified: options.verify,
    targets: configuration.targets.map((target) =>
      target.kind === 'strategy'
        ? { ...target, url: null }
        : { name: target.name, kind: target.kind, summary: `The server at ${target.url}`, url: target.url },
    ),
    calibration: null,
    trials: [],
    warnings: [],
  };
}

/** Times the bare task, and makes the run's scenario ask for the input that was timed. */
async function prepareWork(
  { heavy, scenario }: Configuration,
  { verify }: BenchOptions,
  interrupted: AbortSignal,
): Promise<Pick<RunSetting, 'scenario' | 'work'> & Pick<RunRecord, 'calibration'>> {
  if (heavy === null) return { scenario, work: null, calibration: null };
  const { task } = heavy;
  const command = { taskName: task.name, input: heavy.input, taskMs: heavy.taskMs };
  const { samplesMs, input, output } = await calibrate(command, interrupted);
  return {
    scenario: withWork(scenario, task, input),
    work: { task, input, expected: verify ? output : undefined },
    calibration: calibrationOf({ taskName: task.name, input }, samplesMs),
  };
}

/** Runs all trials and saves the record after each of them. */
async function measure(
  setting: RunSetting,
  configuration: Configuration,
  started: RunRecord,
  folder: RunFolder,
  interrupted: AbortSignal,
): Promise<RunRecord> {
  const { targets } = configuration;
  const { scenario } = setting;
  using progress = startProgress(targets.length * scenario.roundCount, plannedTrialMs(scenario), scenario);
  interrupted.addEventListener('abort', () =>
    progress.note('Ending the trial and writing what there is (Ctrl-C once more stops at once)'),
  );
  let record = started;
  await folder.save(record);
  for await (const event of runBench(setting, targets, interrupted)) {
    progress.show(event);
    if (event.kind === 'calibrated' && record.calibration !== null) {
      const { calibration } = record;
      record = { ...record, calibration: calibrationOf(calibration, [...calibration.samplesMs, ...event.samplesMs]) };
    }
    if (event.kind !== 'trial-finished') continue;
    record = { ...record, trials: [...record.trials, event.trial] };
    await folder.save(record);
  }
  record = {
    ...record,
    finishedAt: new Date().toISOString(),
    status: interrupted.aborted ? 'partial' : 'complete',
    partialReason: interrupted.aborted ? errorReport(interrupted.reason).message : null,
    machine: { ...record.machine, loadAfter: await machineLoad() },
  };
  await folder.save(record);
  return record;
}

/** The report is rendered by its own command, from the file, as anyone could do again later. */
async function report(folder: RunFolder, { json, color }: BenchOptions): Promise<number> {
  const args = [folder.folderPath, '--color', color, ...(json === true ? ['--json'] : [])];
  const child = fork(new URL('../reports/main.ts', import.meta.url), args, { stdio: 'inherit', execArgv: [] });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? EXIT.internal;
}

async function main(argv: readonly string[]): Promise<number> {
  const options = readBenchOptions(argv);
  const configuration = await configure(options);
  for (const target of configuration.targets) if (target.kind === 'url') await checkHealth(target);
  const seed = options.seed ?? randomInt(SEED_COUNT);
  const interrupted = interruption();
  const begun = await newRecord(configuration, options, { seed, command: commandText(argv, seed) });
  const folder = await openRunFolder(options.out, begun.startedAt, configuration.scenario.name);
  process.stderr.write(`${planText(configuration, options.quick === true)}\n`);

  const { scenario, work, calibration } = await prepareWork(configuration, options, interrupted);
  const env = { workerCount: options.workers, queueLimitCount: options.queueLimit };
  const started = { ...begun, calibration, scenario: structuredClone(scenario) as RunRecord['scenario'] };
  const record = await measure({ scenario, env, seed, work }, configuration, started, folder, interrupted);
  const reportCode = await report(folder, options);
  process.stderr.write(`Record: ${path.relative(process.cwd(), folder.folderPath)}${path.sep}record.json\n`);
  return reportCode === EXIT.ok ? exitCodeOfRecord(record) : reportCode;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (thrown) {
  const problem = errorReport(thrown);
  process.stderr.write(errorText(problem));
  process.exitCode = exitCodeOfError(problem.code);
}
