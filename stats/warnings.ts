import { samplesNeeded } from './percentile.ts';
import { isContended } from './contended.ts';
import { levelViews, plannedTrialCount } from './levels.ts';
import { closedTurnMs, isNeighbour } from './phases.ts';
import type { RunRecord, Warning } from './record.ts';
import type { LevelSummary, StreamSummary, TargetSummary } from './summary.ts';
import { formatCount, formatMs, formatShare } from './units.ts';

interface Evidence {
  readonly record: RunRecord;
  /** Of all levels. */
  readonly targets: readonly TargetSummary[];
}

/** What to say, or null when there is no reason to doubt. One message names all targets concerned. */
type Check = (evidence: Evidence) => string | null;

const MIN_MEDIAN_ROUNDS = 6; // of 5 rounds, lowest to highest covers the true median in 93.75 %; of 6, in 96.9 %
const MIN_LOAD_TURNS = 3; // the first is the ramp, and one alone shows no rhythm
const LATE_MS = 5;
const LATE_SHARE = 0.05;
const BUSY_PRESSURE_SHARE = 0.1;

/** "a", "a and b", "a, b and c". */
function listed(names: readonly string[]): string {
  const unique = [...new Set(names)];
  return unique.length < 2 ? unique.join('') : `${unique.slice(0, -1).join(', ')} and ${unique.at(-1)}`;
}

/** The smallest machine on which each side can have a core of its own. */
const MIN_CORES_TO_SPLIT = 2;

const coresAdvice = ({ machine: { affinity, availableCoreCount } }: RunRecord): string =>
  affinity === null || availableCoreCount < MIN_CORES_TO_SPLIT ? '' : ' To keep them apart, type --cores split.';

const warnContended: Check = ({ record }) =>
  !isContended(record)
    ? null
    : `Server and load generators shared ${record.machine.availableCoreCount} core${record.machine.availableCoreCount === 1 ? '' : 's'}. Compare targets with each other; do not quote the times as such.${coresAdvice(record)}`;

/** p99 of the waits, or the longest where there are too few for a p99: what lateness must be small against. */
const tailMs = ({ waitMs }: StreamSummary): number => (waitMs.p99 ?? waitMs.max)?.valueMs ?? 0;

const warnSenderLate: Check = ({ targets }) => {
  const late = targets.flatMap(({ targetName, streams }) =>
    streams
      // Beside a backlog that grows, no lateness of ours counts for much.
      .filter((stream) => stream.backlog?.isGrowing !== true)
      .filter((stream) => (stream.latenessMs?.p99 ?? 0) > Math.max(LATE_MS, LATE_SHARE * tailMs(stream)))
      .map(({ streamName, latenessMs }) => `${streamName} at ${targetName} ${formatMs(latenessMs?.p99 ?? 0)}`),
  );
  return late.length === 0
    ? null
    : `Our own sender was late (p99: ${listed(late)}), so part of those waits is ours. Free the machine, or ask less with --neighbour-rate.`;
};

const warnFewRounds: Check = ({ targets }) => {
  const few = targets.filter(({ validTrialCount }) => validTrialCount > 0 && validTrialCount < MIN_MEDIAN_ROUNDS);
  if (few.length === 0) return null;
  const fewest = Math.min(...few.map(({ validTrialCount }) => validTrialCount));
  const names = few.length === targets.length ? '' : ` for ${listed(few.map(({ targetName }) => targetName))}`;
  return `Only ${fewest} valid round${fewest === 1 ? '' : 's'}${names}: below ${MIN_MEDIAN_ROUNDS} no range of rounds covers a median in 95 % of runs, so take intervals for a hint. Run more with --rounds ${MIN_MEDIAN_ROUNDS}.`;
};

const warnShortLoad: Check = ({ record }) => {
  const turnsMs = levelViews(record).map((level) => closedTurnMs(level.record.scenario, record.calibration));
  const longestMs = Math.max(...turnsMs);
  const { loadMs } = record.scenario;
  return loadMs >= MIN_LOAD_TURNS * longestMs
    ? null
    : `The load of ${formatMs(loadMs)} is short beside the ${formatMs(longestMs)} that one core takes to serve each heavy client once: waits may still have been settling. Load for longer with --duration ${Math.ceil((MIN_LOAD_TURNS * longestMs) / 1_000)}.`;
};

const warnNoP99: Check = ({ record, targets }) => {
  const neighbourNames = new Set(record.scenario.streams.filter(isNeighbour).map((stream) => stream.name));
  const short = targets
    .flatMap(({ streams }) => streams)
    .filter(
      ({ streamName, waitMs, backlog }) =>
        neighbourNames.has(streamName) && waitMs.p99 === null && backlog?.isGrowing !== true,
    );
  const fewest = short.reduce((count, { sampleCount }) => Math.min(count, sampleCount), Infinity);
  return short.length === 0
    ? null
    : `No p99 for ${listed(short.map(({ streamName }) => streamName))}: it takes ${formatCount(samplesNeeded(0.99))} requests and one target had ${formatCount(fewest)}. Ask for more with --rounds, --duration or --neighbour-rate.`;
};

const warnWarmOpened: Check = ({ record }) => {
  const warmNames = new Set(
    record.scenario.streams
      .filter(({ connections, load }) => connections === 'warm' && load.kind === 'open')
      .map((stream) => stream.name),
  );
  const opened = record.trials.filter(
    ({ status, streams }) =>
      status === 'valid' &&
      streams.some(({ streamName, openedDuringCount }) => warmNames.has(streamName) && openedDuringCount > 0),
  );
  return opened.length === 0
    ? null
    : `Warm neighbours had to open connections during the run at ${listed(opened.map(({ targetName }) => targetName))}: some of their waits are those of a cold neighbour. Let the server keep connections open, or ask less with --neighbour-rate.`;
};

const warnVoidTrials: Check = ({ targets }) => {
  const withVoid = targets.filter(({ voidTrials }) => voidTrials.length > 0);
  const counts = withVoid.map(({ targetName, voidTrials }) => `${targetName} ${voidTrials.length}`);
  return withVoid.length === 0
    ? null
    : `Void trials are left out of every number (${listed(counts)}). Their reasons stand beside the results; --strategy NAME or --target NAME=URL measures one of them alone.`;
};

const warnInvalidTrials: Check = ({ targets }) => {
  const withInvalid = targets.filter(({ invalidTrials }) => invalidTrials.length > 0);
  if (withInvalid.length === 0) return null;
  const counts = [...Map.groupBy(withInvalid, ({ targetName }) => targetName)].map(
    ([name, cells]) => `${name} ${cells.reduce((sum, { invalidTrials }) => sum + invalidTrials.length, 0)}`,
  );
  const gone = withInvalid.filter(({ status }) => status === 'invalid').map(({ targetName }) => targetName);
  const whole = gone.length === 0 ? '' : ` Of ${listed(gone)} too many failed to say anything.`;
  return `Trials that failed a gate are left out of every number (${listed(counts)}).${whole} Their reasons stand beside the results. Whether this machine can measure at all, says npm run selftest.`;
};

const warnNotTrusted: Check = ({ record: { selfTest } }) =>
  selfTest === undefined || selfTest.isPassed
    ? null
    : `NOT TRUSTED: before the run the instrument did not find answers that are known. ${selfTest.diagnosis.join(' ')} Then try again: npm run selftest`;

const warnUnbalanced: Check = ({ record, targets }) => {
  const odd = targets.filter(({ ledger }) => !ledger.isBalanced);
  const told = odd.map(
    ({ targetName, ledger }) =>
      `${targetName}: ${formatCount(ledger.acceptedCount)} accepted, but ${formatCount(ledger.doneCount)} done + ${formatCount(ledger.failedCount)} failed + ${formatCount(ledger.cancelledCount)} cancelled + ${formatCount(ledger.lostCount)} lost`,
  );
  return odd.length === 0
    ? null
    : `Heavy requests do not add up: ${told.join('; ')}. Please report it with the record. To repeat it, type: ${record.command}`;
};

const warnJobsUnknown: Check = ({ targets }) => {
  const odd = targets.flatMap(({ targetName, streams }) =>
    streams.flatMap(({ jobs }) =>
      jobs === null || jobs.accounts.isBalanced
        ? []
        : [`${targetName}: ${formatCount(jobs.accounts.unknownCount)} of ${formatCount(jobs.accounts.submittedCount)}`],
    ),
  );
  return odd.length === 0
    ? null
    : `Of some accepted jobs the server never said anything again (${listed(odd)}), so submitted is not finished + backlog + lost. Look whether it answers at the Location of its 202: curl -i URL/jobs/ID`;
};

/** From this share of a job's time on in which it lay done and nobody asked, the client is what was measured. */
const MAX_ASKING_SHARE = 0.5;

const warnClientsAsk: Check = ({ targets }) => {
  const slow = targets.flatMap(({ targetName, streams }) =>
    streams
      .filter(({ latenessMs }) => latenessMs === null) // closed loops
      .filter(({ jobs, waitMs }) => {
        const [doneMs, inHandMs] = [jobs?.doneMs.p50?.valueMs, waitMs.p50?.valueMs];
        return doneMs !== undefined && inHandMs !== undefined && doneMs < (1 - MAX_ASKING_SHARE) * inHandMs;
      })
      .map(() => targetName),
  );
  return slow.length === 0
    ? null
    : `Jobs of ${listed(slow)} lay done for longer than they took, until clients asked again: its tasks per second are what so many clients can fetch, and not what the server can do. Ask with more --clients, or at a rate (--heavy-rate).`;
};

const warnPartial: Check = ({ record }) => {
  if (record.status === 'complete') return null;
  const reason = record.partialReason === null ? '' : ` (${record.partialReason})`;
  return `The run ended early${reason}: ${record.trials.length} of ${plannedTrialCount(record)} trials. To repeat it, type: ${record.command}`;
};

const warnBusyMachine: Check = ({ record: { machine } }) => {
  const { loadAverage1m, cpuPressureShare } = machine.loadBefore;
  const isLoaded = loadAverage1m > machine.availableCoreCount / 2;
  if (!isLoaded && (cpuPressureShare ?? 0) <= BUSY_PRESSURE_SHARE) return null;
  const pressure = cpuPressureShare === null ? '' : `, CPU pressure ${formatShare(cpuPressureShare)}`;
  return `The machine was busy before the run (load average ${loadAverage1m.toFixed(1)} on ${machine.availableCoreCount} cores${pressure}). End other programs, then see whether it is free: npm run selftest`;
};

const warnNotVerified: Check = ({ record }) =>
  record.isVerified
    ? null
    : 'Answers were not compared with what the task gives, so a wrong one may count as done. To compare them, leave out --no-verify.';

const warnQuick: Check = ({ record }) =>
  record.isQuick ? 'Made with --quick: not for publication. For that, run without it.' : null;

/** In the order in which they are printed: what spoils most comes first. */
const CHECKS: Readonly<Record<`WARN_${string}`, Check>> = {
  WARN_NOT_TRUSTED: warnNotTrusted,
  WARN_PARTIAL: warnPartial,
  WARN_UNBALANCED: warnUnbalanced,
  WARN_JOBS_UNKNOWN: warnJobsUnknown,
  WARN_INVALID_TRIALS: warnInvalidTrials,
  WARN_VOID_TRIALS: warnVoidTrials,
  WARN_NOT_VERIFIED: warnNotVerified,
  WARN_QUICK: warnQuick,
  WARN_CONTENDED: warnContended,
  WARN_BUSY_MACHINE: warnBusyMachine,
  WARN_SENDER_LATE: warnSenderLate,
  WARN_WARM_OPENED: warnWarmOpened,
  WARN_CLIENTS_ASK: warnClientsAsk,
  WARN_SHORT_LOAD: warnShortLoad,
  WARN_FEW_ROUNDS: warnFewRounds,
  WARN_NO_P99: warnNoP99,
};

/** What the numbers themselves give reason to doubt. A code that the record already carries is not raised again. */
export function warningsOf(record: RunRecord, levels: readonly Pick<LevelSummary, 'targets'>[]): Warning[] {
  const targets = levels.flatMap((level) => level.targets);
  const known = new Set(record.warnings.map(({ code }) => code));
  return Object.entries(CHECKS).flatMap(([code, check]) => {
    const message = known.has(code) ? null : check({ record, targets });
    return message === null ? [] : [{ code, message }];
  });
}
