/** Work to do. */
export interface WorkTask {
  /** Used for the first time. */
  readonly nonce: string;
  readonly iterations: number;
}

/** Work that a learner's server is asked for, and what it must answer. */
export interface WorkJob extends WorkTask {
  readonly digest: string;
}

/** Jobs whose answers are known because they were done here before, one after the other. */
export interface Prepared {
  readonly jobs: readonly WorkJob[];
  /** W: how long one of them takes alone on this machine now. The median. */
  readonly workMs: number;
}

export type OracleCommand =
  | { readonly kind: 'calibrate'; readonly targetMs: number }
  | { readonly kind: 'prepare'; readonly jobCount: number; readonly iterations: number }
  | { readonly kind: 'work'; readonly tasks: readonly WorkTask[] };

export type OracleMessage =
  | { readonly kind: 'calibrated'; readonly iterations: number }
  | ({ readonly kind: 'prepared' } & Prepared)
  | { readonly kind: 'worked'; readonly digests: readonly string[] };
