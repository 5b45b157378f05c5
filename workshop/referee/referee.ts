import { rm } from 'node:fs/promises';
import { HarnessError } from '../../servers/errors.ts';
import { nowMs } from '../../servers/telemetry.ts';
import { makeTemporaryFolder } from '../../servers/temporary-folder.ts';
import type { Lesson } from '../lesson.ts';
import { type Learner, startLearner } from './learner-process.ts';
import { type Question, type Reply, askOnce } from './ask.ts';
import { type Measured, type Plan, measure } from './measure.ts';
import { type Oracle, startOracle } from './oracle.ts';
import type { Prepared, WorkTask } from './oracle-protocol.ts';
import { othersSince, readCpu } from './others-cpu.ts';
import { type Attempt, type Miss, type Verdict, isBusy, notYet, sureMisses, tell } from './verdict.ts';

/** W: half a second is felt and not yet boring. On a weak laptop --classroom asks for less. */
const WORK_MS = { usual: 400, classroom: 200 } as const;
const ATTEMPT_COUNT = 3;
/** Of a whole check, where its lesson says nothing else. What is not told by then cannot be told. */
export const CAP_MS = 30_000;
/** Of the time limit: an attempt that took longer leaves no room for another one. */
const MAX_ATTEMPT_SHARE = 1 / 3;

/** What a lesson's run and check measure with. All that it starts is gone when it is disposed. */
export interface Referee {
  /** Aborts at the check's time limit, or when the person has left. */
  readonly signal: AbortSignal;
  /** The learner's own copy of a file of the lesson's start folder. */
  file(name: string): URL;
  /**
   * New jobs whose answers are known, and how long one takes alone.
   *
   * @param share of the usual job's iterations, for lessons that need many smaller ones; 1 where it is left out
   */
  prepare(jobCount: number, share?: number): Promise<Prepared>;
  /** Does work that was not prepared, to know its digests afterwards. */
  work(tasks: readonly WorkTask[]): Promise<readonly string[]>;
  /**
   * Starts a program of the workshop's kit in a fresh process.
   *
   * @throws {HarnessError} ERR_SERVER_START, ERR_SERVER_EXITED, with a message for the learner
   */
  start(file: URL, args?: readonly string[]): Promise<Learner>;
  /** One request; what comes back, also if that is nothing. See {@link askOnce} */
  ask(learner: Learner, question: Question): Promise<Reply>;
  /** Asks for work and watches neighbours. See {@link measure} */
  measure(learner: Learner, plan: Plan): Promise<Measured>;
  /** A new folder for files that programs of this check share; removed with the referee. */
  temporaryFolder(): Promise<string>;
}

export interface RefereeOptions {
  /** Where the learner's files are; ends with '/'. */
  readonly folder: URL;
  readonly isClassroom: boolean;
  readonly signal: AbortSignal;
}

export type OwnedReferee = Referee & AsyncDisposable;

export function openReferee({ folder, isClassroom, signal }: RefereeOptions): OwnedReferee {
  const resources = new AsyncDisposableStack();
  const oracle: Oracle = resources.use(startOracle(signal));
  let iterations: Promise<number> | undefined;
  return {
    signal,
    file: (name) => new URL(name, folder),
    prepare: async (jobCount, share = 1) => {
      iterations ??= oracle.calibrate(isClassroom ? WORK_MS.classroom : WORK_MS.usual);
      return oracle.prepare(jobCount, Math.ceil((await iterations) * share));
    },
    work: async (tasks) => oracle.work(tasks),
    start: async (file, args = []) => startLearner(file, args, signal),
    ask: async (learner, question) => askOnce(learner, question, signal),
    measure: async (learner, plan) => measure(learner, plan, signal),
    temporaryFolder: async () => {
      const made = await makeTemporaryFolder('lesson');
      // Programs that write there were started later, so they have ended before.
      resources.defer(async () => rm(made, { recursive: true, force: true }));
      return made;
    },
    [Symbol.asyncDispose]: async () => resources.disposeAsync(),
  };
}

/** The learner's doing, not the workshop's. */
const OF_LEARNER: ReadonlySet<string> = new Set(['ERR_SERVER_START', 'ERR_SERVER_EXITED', 'ERR_TARGET_UNREACHABLE']);

/** What is said of a program that did not start or ended is a miss like any other. */
function asMiss(thrown: unknown): Attempt {
  if (!(thrown instanceof HarnessError) || !OF_LEARNER.has(thrown.code)) throw thrown;
  const { code, message, cause } = thrown;
  return {
    misses: [
      {
        fact: message,
        question: 'What does it print, and which of its lines runs last?',
        isClear: true,
        ...(code === 'ERR_SERVER_EXITED' ? {} : { isTimed: true }),
      },
    ],
    facts: [],
    noiseMs: 0,
    output: Array.isArray(cause) ? cause.map(String) : [],
  };
}

const tooLate = (capMs: number): Attempt => ({
  misses: [
    {
      fact: `The check was not over within ${capMs / 1_000} s.`,
      question: 'Does your program answer every request, also while it works?',
      isClear: false,
    },
  ],
  facts: [],
  noiseMs: 0,
  output: [],
});

/** What an earlier attempt saw says more than that there was no time for another one. */
function verdictOfLate(
  earlier: Attempt | undefined,
  seen: readonly Miss[],
  capMs: number,
  known: Pick<Verdict, 'attemptCount' | 'othersCores'>,
): Verdict {
  if (earlier !== undefined && seen.length > 0) return { ...earlier, ...known, ...notYet(earlier.misses, seen) };
  if (earlier !== undefined) return { ...earlier, ...known, unsure: [], outcome: 'inconclusive' };
  return { ...tooLate(capMs), ...known, unsure: [], outcome: isBusy(known.othersCores) ? 'inconclusive' : 'not-yet' };
}

/**
 * Checks a learner's files: best of three, and nothing it started survives.
 *
 * @throws {HarnessError} ERR_CALIBRATION, ERR_SENDER_EXITED: of the workshop, not of the learner; the signal's reason when
 * the person has left
 */
export async function check(lesson: Lesson, options: RefereeOptions): Promise<Verdict> {
  const { capMs = CAP_MS } = lesson;
  const cap = AbortSignal.timeout(capMs);
  await using referee = openReferee({ ...options, signal: AbortSignal.any([options.signal, cap]) });
  let latest: Attempt | undefined;
  let seen: readonly Miss[] = [];
  for (let attemptCount = 1; attemptCount <= ATTEMPT_COUNT; attemptCount += 1) {
    const before = await readCpu();
    const startedAtMs = nowMs();
    try {
      latest = await lesson.check(referee);
    } catch (thrown) {
      options.signal.throwIfAborted();
      if (cap.aborted)
        return verdictOfLate(latest, seen, capMs, { attemptCount, othersCores: await othersSince(before) });
      latest = asMiss(thrown);
    }
    const othersCores = await othersSince(before);
    const hasTime = nowMs() - startedAtMs < capMs * MAX_ATTEMPT_SHARE;
    const told = tell(latest, { othersCores, seen, isLast: attemptCount === ATTEMPT_COUNT, hasTime });
    if (told !== null) return { ...latest, ...told, attemptCount, othersCores };
    seen = sureMisses(latest, othersCores);
  }
  throw new RangeError('The last attempt has an outcome');
}
