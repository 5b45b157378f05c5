import { setTimeout as delay } from 'node:timers/promises';
import type { Scenario } from '../scenarios/scenario.ts';
import { type ErrorReport, HarnessError, errorReport } from '../servers/errors.ts';
import { nowMs } from '../servers/telemetry.ts';
import { isHeavy } from '../stats/phases.ts';
import type { Setup, Trial } from '../stats/record.ts';
import { type ResolvedLevel, type ResolvedScenario, atLevel } from './levels.ts';
import { LAST_QUESTION_MS } from './sender/last-question.ts';
import { type Sender, startSender } from './sender/sender-process.ts';
import type { SenderResult } from './sender/sender-protocol.ts';
import type { ServerSettings } from './server-process.ts';
import { senderLauncher, serverLauncher } from './setup.ts';
import { type OpenTarget, type Target, openTarget } from './target.ts';
import { serverRole, telemetryColumns } from './telemetry-columns.ts';
import {
  type HeavyWork,
  closedPlans,
  exampleRequests,
  openPlan,
  requestPlan,
  rowRequests,
  trialMs,
} from './trial-plan.ts';
import { voidReason } from './void-reason.ts';
import { type WarmUp, warmUp } from './warm-up.ts';

/** What stays the same for all trials of a run. */
export interface RunSetting {
  readonly scenario: ResolvedScenario;
  readonly env: ServerSettings;
  readonly setup: Setup;
  readonly seed: number;
  /** null when nobody asks for heavy work. */
  readonly work: HeavyWork | null;
}

/** One target at one level in one round. */
export interface TrialPlace {
  readonly target: Target;
  /** null where the scenario has none. */
  readonly level: ResolvedLevel | null;
  readonly roundIndex: number;
  readonly orderIndex: number;
}

/** Time for the start message to reach every sender before the trial's first moment. */
const START_LEAD_MS = 50;
/** A sender that is still silent this long after its last request timed out, and its last question too, has hung. */
const RESULT_GRACE_MS = 10_000 + LAST_QUESTION_MS;

async function warmTarget(
  opened: OpenTarget,
  { work, env }: RunSetting,
  scenario: Scenario,
  signal: AbortSignal,
): Promise<WarmUp> {
  const heavy = scenario.streams.find(isHeavy);
  if (work === null || heavy === undefined) return { requestCount: 0, durationMs: 0, delivery: 'inline' };
  return warmUp({
    baseUrl: opened.baseUrl,
    first: rowRequests(heavy, work),
    examples: exampleRequests(work),
    heavy: requestPlan(heavy, work),
    // Every worker must have run the task, or its first runs count as the strategy's price. More would only queue.
    clientCount: env.workerCount,
    durationMs: scenario.warmupMs,
    signal,
  });
}

interface Senders {
  readonly open: Sender;
  readonly closed: readonly Sender[];
}

/** All senders' results, early when `signal` aborts. */
async function collect({ open, closed }: Senders, scenario: Scenario, signal: AbortSignal): Promise<SenderResult> {
  const all = [open, ...closed];
  const stopAll = (): void => all.forEach((sender) => sender.stop());
  signal.addEventListener('abort', stopAll, { once: true });
  if (signal.aborted) stopAll();
  const hung = Promise.withResolvers<never>();
  const limitMs = trialMs(scenario) + scenario.timeoutMs + RESULT_GRACE_MS;
  const timer = setTimeout(
    () => hung.reject(new HarnessError('ERR_SENDER_EXITED', `A load generator gave no result within ${limitMs} ms`)),
    limitMs,
  );
  const results = await Promise.race([Promise.all(all.map(async ({ result }) => result)), hung.promise]).finally(() => {
    clearTimeout(timer);
    signal.removeEventListener('abort', stopAll);
  });
  return {
    streams: results.flatMap(({ streams }) => streams),
    closedLoopAudits: results.flatMap(({ closedLoopAudits }) => closedLoopAudits),
    telemetry: results.flatMap(({ telemetry }) => telemetry),
    wrongAnswer: results.find(({ wrongAnswer }) => wrongAnswer !== null)?.wrongAnswer ?? null,
  };
}

/** A connection breaks some milliseconds before its server's parent hears that the server is gone. */
const LOST_GRACE_MS = 500;

/**
 * Rejects with the signal's reason as soon as it aborts, as connections to a server that died may hang for long; and also when
 * it aborts just after a failure, as the server's end is then what failed.
 */
async function unlessAborted<Value>(signal: AbortSignal, promise: Promise<Value>): Promise<Value> {
  const { promise: aborted, resolve } = Promise.withResolvers<void>();
  const abort = (): void => resolve();
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  try {
    const first = await Promise.race([promise.then((value) => ({ value })), aborted]);
    signal.throwIfAborted();
    return (first as { readonly value: Value }).value;
  } catch (thrown) {
    await Promise.race([aborted, delay(LOST_GRACE_MS)]);
    signal.throwIfAborted();
    throw thrown;
  } finally {
    signal.removeEventListener('abort', abort);
    promise.catch(() => {});
  }
}

/** What a trial found; `reason` is why it is void, if it is. */
type Findings = Pick<Trial, 'warmup' | 'streams' | 'closedLoopAudits' | 'telemetry'> & {
  readonly reason: ErrorReport | undefined;
};

async function measure(
  setting: RunSetting,
  { target, level, roundIndex }: TrialPlace,
  interrupted: AbortSignal,
): Promise<Findings> {
  const { work, env, seed, setup } = setting;
  const scenario = atLevel(setting.scenario, level);
  await using resources = new AsyncDisposableStack();
  // The senders' start-up overlaps with the server's, not with anything that is measured.
  const closedCount = closedPlans(scenario, work, { baseUrl: '', delivery: 'inline' }).length;
  const senders: Senders = {
    open: resources.use(startSender('open', senderLauncher('open', setup))),
    closed: Array.from({ length: closedCount }, () =>
      resources.use(startSender('closed', senderLauncher('closed', setup))),
    ),
  };
  const opened = resources.use(await openTarget(target, env, serverLauncher(setup)));
  const over = AbortSignal.any([interrupted, opened.lost]);
  const { delivery, ...warmup } = await unlessAborted(over, warmTarget(opened, setting, scenario, over));
  const open = openPlan(scenario, work, { baseUrl: opened.baseUrl, seed, roundIndex, senderMode: setup.senderMode });
  const closed = closedPlans(scenario, work, { baseUrl: opened.baseUrl, delivery });
  await unlessAborted(
    over,
    Promise.all([
      senders.open.prepare(open),
      ...closed.map(async (plan, index) => senders.closed[index]?.prepare(plan)),
    ]),
  );
  over.throwIfAborted();

  const startAtMs = nowMs() + START_LEAD_MS;
  for (const sender of [senders.open, ...senders.closed]) sender.start(startAtMs);
  const result = await collect(senders, scenario, over);
  return {
    warmup,
    streams: [...result.streams],
    closedLoopAudits: [...result.closedLoopAudits],
    telemetry: [
      ...telemetryColumns(opened.telemetry, startAtMs, (sample) => serverRole(sample, opened.mainProcessId)),
      ...telemetryColumns(result.telemetry, startAtMs, ({ processId }) =>
        processId === senders.open.processId ? 'neighbour-sender' : 'heavy-sender',
      ),
    ],
    reason: over.aborted ? errorReport(over.reason) : voidReason(result),
  };
}

/**
 * Starts the target, warms it up, loads it and takes everything down again. Whatever goes wrong voids this trial and
 * nothing else.
 *
 * @param interrupted aborts with a HarnessError when the run is to end now
 */
export async function runTrial(setting: RunSetting, place: TrialPlace, interrupted: AbortSignal): Promise<Trial> {
  const startedAt = new Date().toISOString();
  let findings: Findings;
  try {
    findings = await measure(setting, place, interrupted);
  } catch (thrown) {
    findings = {
      warmup: { requestCount: 0, durationMs: 0 },
      streams: [],
      closedLoopAudits: [],
      telemetry: [],
      // Ctrl-C in a terminal also hits processes that are just starting: their end is not the reason.
      reason: errorReport(interrupted.aborted ? interrupted.reason : thrown),
    };
  }
  const { reason, ...found } = findings;
  return {
    targetName: place.target.name,
    roundIndex: place.roundIndex,
    ...(place.level === null ? {} : { levelName: place.level.name }),
    orderIndex: place.orderIndex,
    startedAt,
    status: reason === undefined ? 'valid' : 'void',
    voidReason: reason ?? null,
    ...found,
  };
}
