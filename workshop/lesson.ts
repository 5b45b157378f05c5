import type { Referee } from './referee/referee.ts';
import type { Attempt } from './referee/verdict.ts';

/** A number that the learner commits to before anything is shown. */
export interface Prediction {
  /** Ends with '?'. @param workMs W here: how long one task takes alone */
  readonly question: (workMs: number) => string;
  /** 'share' is 0..1; 'status' is an HTTP status code, which is right or wrong and never near. */
  readonly unit: 'ms' | 'share' | 'count' | 'status';
}

/** What a lesson's demonstration showed. */
export interface Demonstration {
  /** Lines to print: pictures and what they are of. */
  readonly lines: readonly string[];
  /** The true value of each prediction, in its unit and in their order. */
  readonly truths: readonly number[];
}

/**
 * What a lesson's check.ts exports. Everything that is words stands in the Markdown beside it: README.md has title, minutes,
 * questions, objectives and key points in its front matter.
 */
export interface Lesson {
  /** 1-based place in the curriculum. */
  readonly number: number;
  /** Its folder is NN-name. */
  readonly name: string;
  /** The lesson's own folder; ends with '/'. */
  readonly folder: URL;
  /** The file that the learner is to open first, in start/. */
  readonly mainFile: string;
  readonly predictions: readonly [Prediction, ...Prediction[]];
  /**
   * When a whole check is over, at most 60 s; 30 s where it is left out. For a lesson that must start several servers one
   * after the other: two at once would measure each other.
   */
  readonly capMs?: number;
  /** The demonstration, on servers of the lesson's own and never on the learner's files. */
  run(referee: Referee): Promise<Demonstration>;
  /** One try; the referee repeats it where noise may explain a miss. */
  check(referee: Referee): Promise<Attempt>;
}
