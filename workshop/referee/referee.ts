import { HarnessError } from '../../servers/errors.ts';
import type { Lesson } from '../lesson.ts';
import { type Learner, startLearner } from './learner-process.ts';
import { type Asking, type Measured, measure } from './measure.ts';
import { type Oracle, startOracle } from './oracle.ts';
import type { Prepared } from './oracle-protocol.ts';
import { type Attempt, type Verdict, outcomeOf } from './verdict.ts';

/** W: half a second is felt and not yet boring. On a weak laptop --classroom asks for less. */
const WORK_MS = { usual: 400, classroom: 200 } as const;
const ATTEMPT_COUNT = 3;
/** Of a whole check. What is not told by then cannot be told. */
const CAP_MS = 30_000;

/** What a lesson's run and check measure with. All that it starts is gone when it is disposed. */
export interface Referee {
  /** Aborts at the check's time limit, or when the person has left. */
  readonly signal: AbortSignal;
  /** The learner's own copy of a file of the lesson's start folder. */
  file(name: string): URL;
  /** New jobs whose answers are known, and how long one takes alone. */
  prepare(jobCount: number): Promise<Prepared>;
  /**
   * Starts a program of the workshop's kit in a fresh process.
   *
   * @throws {HarnessError} ERR_SERVER_START, ERR_SERVER_EXITED, with a message for the learner
   */
  start(file: URL, args?: readonly string[]): Promise<Learner>;
  /** Asks for work and watches neighbours. See {@link measure} */
  measure(
    learner: Learner,
    plan: { readonly askings: readonly Asking[]; readonly durationMs: number },
  ): Promise<Measured>;
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
    prepare: async (jobCount) => {
      iterations ??= oracle.calibrate(isClassroom ? WORK_MS.classroom : WORK_MS.usual);
      return oracle.prepare(jobCount, await iterations);
    },
    start: async (file, args = []) => startLearner(file, args, signal),
    measure: async (learner, plan) => measure(learner, plan, signal),
    [Symbol.asyncDispose]: async () => resources.disposeAsync(),
  };
}

/** The learner's doing, not the workshop's. */
const OF_LEARNER: ReadonlySet<string> = new Set(['ERR_SERVER_START', 'ERR_SERVER_EXITED', 'ERR_TARGET_UNREACHABLE']);

/** What is said of a program that did not start or ended is a miss like any other. */
function asMiss(thrown: unknown): Attempt {
  if (!(thrown instanceof HarnessError) || !OF_LEARNER.has(thrown.code)) throw thrown;
  const { message, cause } = thrown;
  return {
    misses: [
      {
        fact: message,
        question: 'What does it print, and which of its lines runs last?',
        isClear: true,
      },
    ],
    facts: [],
    noiseMs: 0,
    output: Array.isArray(cause) ? cause.map(String) : [],
  };
}

const TOO_LATE: Attempt = {
  misses: [
    {
      fact: `The check was not over within ${CAP_MS / 1_000} s.`,
      question: 'Does your program answer every request, also while it works?',
      isClear: false,
    },
  ],
  facts: [],
  noiseMs: 0,
  output: [],
};

/**
 * Checks a learner's files: best of three, and nothing it started survives.
 *
 * @throws {HarnessError} ERR_CALIBRATION, ERR_SENDER_EXITED: of the workshop, not of the learner; the signal's reason when
 * the person has left
 */
export async function check(lesson: Lesson, options: RefereeOptions): Promise<Verdict> {
  const cap = AbortSignal.timeout(CAP_MS);
  await using referee = openReferee({ ...options, signal: AbortSignal.any([options.signal, cap]) });
  let latest: Attempt | undefined;
  for (let attemptCount = 1; attemptCount <= ATTEMPT_COUNT; attemptCount += 1) {
    try {
      latest = await lesson.check(referee);
    } catch (thrown) {
      options.signal.throwIfAborted();
      // What an earlier attempt saw says more than that there was no time for another one.
      if (cap.aborted)
        return { ...(latest ?? TOO_LATE), outcome: latest === undefined ? 'not-yet' : 'inconclusive', attemptCount };
      latest = asMiss(thrown);
    }
    const outcome = outcomeOf(latest, attemptCount === ATTEMPT_COUNT);
    if (outcome !== null) return { ...latest, outcome, attemptCount };
  }
  throw new RangeError('The last attempt has an outcome');
}
