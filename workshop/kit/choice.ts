/** The five cards of lesson 10. */
export type CardName = 'tiny-tasks' | 'waiting-user' | 'long-report' | 'big-input' | 'untrusted-code';

/** What you choose for one card. */
export interface Choice {
  /** A name that `npm run list` shows. */
  readonly strategy: string;
  /** Threads or processes that run tasks, 1 to 16; 'cores' for one on each core that servers may use here. */
  readonly workers: number | 'cores';
  /** Tasks that may wait for a worker, 0 to 1,000. One more is refused with 503. */
  readonly queueLimit: number;
  /** One task may take so long, 100 to 30,000 ms. Strategies that can stop a task then do. */
  readonly timeoutMs: number;
  /** What you expect to be measured. It does not decide whether a card holds; how far off it was is shown. */
  readonly expect: {
    /** 99 of 100 neighbours wait at most so long. */
    readonly neighbourMsP99: number;
    /** What it gets done when more is asked than it can do. */
    readonly tasksPerSecond: number;
  };
}

export type Choices = Readonly<Record<CardName, Choice>>;
