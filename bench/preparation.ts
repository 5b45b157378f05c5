import { formatMs } from '../stats/units.ts';
import { type Machine, RECORD_FORMAT_VERSION, type RunRecord, type Setup } from '../stats/record.ts';
import { calibrate, calibrationOf } from './calibrate.ts';
import { measureCapacities } from './capacity.ts';
import { type Configuration, withWork } from './configuration.ts';
import { type ResolvedScenario, needsCapacities, resolveLevels } from './levels.ts';
import { holdupPackage } from './machine.ts';
import type { BenchOptions } from './options.ts';
import { CALIBRATION_MS, CAPACITY_MS, SELF_TEST_MS } from './planned-times.ts';
import type { Progress } from './progress.ts';
import { runSelfTest } from './self-test.ts';
import { selfTestText } from './self-test/self-test-text.ts';
import type { ServerSettings } from './server-process.ts';
import { serverLauncher } from './setup.ts';
import type { Target } from './target.ts';
import type { RunSetting } from './trial.ts';

function recordedTarget(target: Target): RunRecord['targets'][number] {
  if (target.kind === 'url') return { ...target, summary: 'A server at a URL' };
  const { kind, name, strategyName, summary, queue } = target;
  return {
    kind,
    name,
    summary,
    url: null,
    ...(strategyName === name ? {} : { strategyName }),
    ...(queue === undefined ? {} : { queue }),
  };
}

/** A scenario as the record has it: levels without a rate yet are left out. */
function recordedScenario({ levels, ...scenario }: Configuration['scenario']): RunRecord['scenario'] {
  const known = (levels ?? []).filter((level) => 'load' in level);
  return structuredClone({ ...scenario, ...(known.length === 0 ? {} : { levels: known }) }) as RunRecord['scenario'];
}

/** A record of a run that has just begun: partial until the end says otherwise. */
export async function newRecord(
  { scenario, targets }: Configuration,
  { quick, verify }: BenchOptions,
  facts: {
    readonly seed: number;
    readonly command: string;
    readonly machine: Machine;
    readonly setup: Setup;
    readonly env: ServerSettings;
  },
): Promise<RunRecord> {
  const { version } = await holdupPackage();
  const { seed, command, machine, setup, env } = facts;
  return {
    formatVersion: RECORD_FORMAT_VERSION,
    holdupVersion: version,
    command,
    startedAt: new Date().toISOString(),
    finishedAt: null,
    status: 'partial',
    partialReason: 'The run has not ended, or ended without a word',
    seed,
    isQuick: quick === true,
    machine,
    setup,
    scenario: recordedScenario(scenario),
    workerCount: env.workerCount,
    queueLimitCount: env.queueLimitCount,
    isVerified: verify,
    targets: targets.map(recordedTarget),
    calibration: null,
    trials: [],
    warnings: [],
  };
}

/** Who hears of it, and who may end it. */
interface Surroundings {
  readonly progress: Progress;
  readonly interrupted: AbortSignal;
}

/** Times the bare task, and makes the run's scenario ask for the input that was timed. */
async function prepareWork(
  { heavy, scenario }: Configuration,
  { verify }: BenchOptions,
  setup: Setup,
  { progress, interrupted }: Surroundings,
): Promise<Pick<RunRecord, 'calibration'> & Pick<RunSetting, 'work'> & Pick<Configuration, 'scenario'>> {
  if (heavy === null) return { scenario, work: null, calibration: null };
  const { task } = heavy;
  const command = { taskName: task.name, input: heavy.input, taskMs: heavy.taskMs };
  progress.begin(`timing ${task.name} alone`, CALIBRATION_MS);
  const { samplesMs, input, output } = await calibrate(command, serverLauncher(setup), interrupted);
  const calibration = calibrationOf({ taskName: task.name, input }, samplesMs);
  progress.note(`Task: ${task.name} takes ${formatMs(calibration.durationMs.p50)} here when nothing else runs`);
  return {
    scenario: withWork(scenario, task, input),
    work: { task, input, expected: verify ? output : undefined },
    calibration,
  };
}

/** Looks whether answers that are known are found, and says so at once: nobody waits four minutes to hear that not. */
async function selfTested(
  { selfTest }: BenchOptions,
  setup: Setup,
  { progress, interrupted }: Surroundings,
): Promise<Pick<RunRecord, 'selfTest'>> {
  if (!selfTest) return {};
  progress.begin('self-test: measuring what is known beforehand', SELF_TEST_MS);
  const result = await runSelfTest({ form: 'short', setup, signal: interrupted });
  progress.note(selfTestText(result));
  return { selfTest: result };
}

/** Everything that is found out before the first round: whether the instrument works, D, and rates that depend on capacities. */
export async function prepare(
  configuration: Configuration,
  options: BenchOptions,
  begun: RunRecord,
  { setup, env, seed }: Pick<RunSetting, 'setup' | 'env' | 'seed'>,
  surroundings: Surroundings,
): Promise<{ readonly setting: RunSetting; readonly started: RunRecord }> {
  const { progress, interrupted } = surroundings;
  const tested = await selfTested(options, setup, surroundings);
  interrupted.throwIfAborted();
  const { scenario, work, calibration } = await prepareWork(configuration, options, setup, surroundings);
  const { levels, ...rest } = scenario;
  const setting = { env, seed, setup, work, scenario: rest };
  const capacities = needsCapacities(scenario)
    ? await measureCapacities(setting, configuration.targets, calibration, {
        interrupted,
        onTarget: ({ name }) => progress.begin(`what ${name} can do at most`, CAPACITY_MS),
      })
    : undefined;
  const resolved: ResolvedScenario = {
    ...rest,
    ...(levels === undefined ? {} : { levels: resolveLevels(levels, capacities ?? [], options.arrivals ?? 'poisson') }),
  };
  return {
    setting: { ...setting, scenario: resolved },
    started: {
      ...begun,
      ...tested,
      ...(capacities === undefined ? {} : { capacities }),
      calibration,
      scenario: structuredClone(resolved) as RunRecord['scenario'],
    },
  };
}
