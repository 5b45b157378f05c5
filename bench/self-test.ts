import { errorReport } from '../servers/errors.ts';
import { type AnswerName, type Measured, knownAnswers } from '../stats/known-answers.ts';
import type { SelfTest, Setup } from '../stats/record.ts';
import { SELF_TEST_PLANS, type SelfTestForm, type SelfTestPlan } from '../stats/self-test-plan.ts';
import { machineLoad } from './machine.ts';
import { measureBlocking, measureClosedLoop } from './self-test/blocking-stages.ts';
import { type SenderTrace, diagnose } from './self-test/diagnosis.ts';
import { startCpuHog } from './self-test/hog-process.ts';
import { startScriptedServer } from './self-test/scripted-process.ts';
import { type Answers, type Played, type Stage, meanOf } from './self-test/stage.ts';
import { askClosedLoopTool, measureStall } from './self-test/stall-stage.ts';
import { within } from './within.ts';
import { type Sender, startSender } from './sender/sender-process.ts';
import { senderLauncher, serverLauncher } from './setup.ts';

/** Ways to break the referee on purpose, for showing that it notices. */
export const SELF_TEST_FAULTS = ['sender-stall', 'cpu-hog'] as const;
export type SelfTestFault = (typeof SELF_TEST_FAULTS)[number];
const SENDER_STALL = { holdMs: 100, everyMs: 500 } as const;

export interface SelfTestOptions {
  readonly form: SelfTestForm;
  /** Servers and senders are started as in the run that follows. */
  readonly setup: Setup;
  /** Aborts with a HarnessError when the test is to end now. */
  readonly signal: AbortSignal;
  readonly fault?: SelfTestFault;
  /** Called before each measurement with what it is. */
  readonly onStage?: (title: string) => void;
}

/** What was found so far, so that a test that cannot go on still tells of it. */
interface Findings {
  readonly answers: Partial<Record<AnswerName, Measured>>;
  readonly coreShares: { readonly server: number; readonly sender: number }[];
  trace: SenderTrace | undefined;
  serverBehindMsMax: number;
  unansweredCount: number;
}

function take(findings: Findings, answers: Answers, { results, behindMsMax }: Played): void {
  Object.assign(findings.answers, answers);
  findings.serverBehindMsMax = Math.max(findings.serverBehindMsMax, behindMsMax);
  // A closed loop always ends with some unfinished; those of an open loop are all waited for.
  for (const { streams } of results.filter(({ closedLoopAudits }) => closedLoopAudits.length === 0)) {
    findings.unansweredCount += streams.flatMap(({ outcomes }) => outcomes).filter((one) => one !== 'ok').length;
  }
}

const START_MS = 15_000;
const BUSY_GRACE_MS = 5_000;

/** Lets server and sender ask for a whole core each: at once, as in a run, where there are two to have. */
async function askForCores(
  { server, signal }: Stage,
  sender: Sender,
  busyMs: number,
  setup: Setup,
  findings: Findings,
) {
  const both = async (): Promise<Findings['coreShares'][number]> => {
    if (setup.isShared && setup.serverCoreCount === 1) {
      return { server: await server.cpuShare(busyMs), sender: await sender.cpuShare(busyMs) };
    }
    const [ofServer, ofSender] = await Promise.all([server.cpuShare(busyMs), sender.cpuShare(busyMs)]);
    return { server: ofServer, sender: ofSender };
  };
  const limitMs = 2 * busyMs + BUSY_GRACE_MS;
  const what = 'A busy process did not end';
  findings.coreShares.push(await within(both(), { limitMs, code: 'ERR_SENDER_EXITED', what, signal }));
}

/** @throws {HarnessError} when a process ends or hangs; the signal's reason */
async function measureAll(
  { form, setup, signal, fault, onStage }: SelfTestOptions,
  plan: SelfTestPlan,
  findings: Findings,
) {
  await using resources = new AsyncDisposableStack();
  const open = (): Sender => resources.use(startSender('open', senderLauncher('open', setup)));
  const closed = (): Sender => resources.use(startSender('closed', senderLauncher('closed', setup)));
  // All start at once: what starts later would disturb what is measured then.
  const senders = [open(), open(), open(), closed(), ...(plan.toolMs > 0 ? [closed()] : [])] as const;
  const [forStall, forBlocking, neighbours, clients, tool] = senders;
  const server = resources.use(await startScriptedServer(serverLauncher(setup), signal));
  await within(Promise.all(senders.map(async (sender) => sender.cpuShare(1))), {
    limitMs: START_MS,
    code: 'ERR_SENDER_EXITED',
    what: 'A load generator did not start',
    signal,
  });
  if (fault === 'cpu-hog') resources.use(await startCpuHog(signal));
  // The long form asks what the instrument can do, the short one what it does in the run that follows.
  const senderMode = form === 'long' ? 'precise' : setup.senderMode;
  const stage: Stage = { server, senderMode, signal, fault: fault === 'sender-stall' ? SENDER_STALL : undefined };
  const ask = async (sender: Sender) => askForCores(stage, sender, plan.busyMs, setup, findings);

  onStage?.('a loop that stands still on a schedule');
  await ask(forStall);
  const stall = await measureStall(stage, plan.stall, forStall);
  findings.trace = stall.trace;
  take(findings, stall.answers, stall.played);

  onStage?.('a loop that each heavy request holds');
  await ask(forBlocking);
  const blocking = await measureBlocking(stage, plan.blocking, forBlocking);
  take(findings, blocking.answers, blocking.played);

  onStage?.('clients that wait for their reply');
  await ask(neighbours);
  const closedLoop = await measureClosedLoop(stage, plan.closedLoop, { open: neighbours, closed: clients });
  take(findings, closedLoop.answers, closedLoop.played);
  await ask(neighbours);

  if (tool === undefined || findings.answers['stall-p99'] === undefined) return;
  onStage?.('what a closed-loop tool says of the first');
  const closedLoopTool = await askClosedLoopTool(stage, plan.stall, plan.toolMs, tool);
  if (closedLoopTool !== undefined)
    findings.answers['stall-p99'] = { ...findings.answers['stall-p99'], closedLoopTool };
}

function meanCoreShare({ coreShares }: Findings): Findings['coreShares'][number] | undefined {
  if (coreShares.length === 0) return undefined;
  return { server: meanOf(coreShares.map((one) => one.server)), sender: meanOf(coreShares.map((one) => one.sender)) };
}

/**
 * Measures what is known beforehand, with the processes that measure a run, and says whether they get it right. Whatever
 * goes wrong is a failed self-test with its reason.
 *
 * @throws the signal's reason when it aborts, and nothing else
 */
export async function runSelfTest(options: SelfTestOptions): Promise<SelfTest> {
  const { form, setup, signal } = options;
  const startedAt = new Date().toISOString();
  const beganAtMs = performance.now();
  const findings: Findings = {
    answers: {},
    coreShares: [],
    trace: undefined,
    serverBehindMsMax: 0,
    unansweredCount: 0,
  };
  let problem: string | undefined;
  try {
    await measureAll(options, SELF_TEST_PLANS[form], findings);
  } catch (thrown) {
    problem = errorReport(thrown).message;
  }
  signal.throwIfAborted();
  const coreShare = meanCoreShare(findings);
  if (coreShare !== undefined) {
    findings.answers['core-share-server'] = { measured: coreShare.server };
    findings.answers['core-share-sender'] = { measured: coreShare.sender };
  }
  const answers = knownAnswers(form, findings.answers, setup.isShared);
  const { trace, serverBehindMsMax, unansweredCount } = findings;
  const load = await machineLoad();
  return {
    form,
    startedAt,
    durationMs: Math.round(performance.now() - beganAtMs),
    isPassed: problem === undefined && unansweredCount === 0 && answers.every(({ isPassed }) => isPassed),
    answers,
    diagnosis: diagnose({
      answers,
      trace,
      coreShare,
      serverBehindMsMax,
      unansweredCount,
      problem,
      load,
      coreCount: setup.serverCoreCount,
    }),
  };
}
