import type { SelfTest } from './record.ts';

export type SelfTestForm = SelfTest['form'];

/** What the self-test asks of its own servers. */
export interface SelfTestPlan {
  readonly stall: {
    readonly holdMs: number;
    readonly everyMs: number;
    readonly arrivalsPerSecond: number;
    readonly durationMs: number;
  };
  readonly blocking: {
    readonly holdMs: number;
    readonly heavyPerSecond: number;
    readonly neighboursPerSecond: number;
    readonly durationMs: number;
  };
  readonly closedLoop: {
    readonly holdMs: number;
    readonly clientCount: number;
    readonly neighboursPerSecond: number;
    readonly durationMs: number;
  };
  /** How long server and sender ask for a whole core, once between any two measurements. */
  readonly busyMs: number;
  /** How long autocannon alone looks at the stalling server, for comparison; 0 leaves it out. */
  readonly toolMs: number;
}

export const SELF_TEST_PLANS: Readonly<Record<SelfTestForm, SelfTestPlan>> = {
  short: {
    stall: { holdMs: 50, everyMs: 250, arrivalsPerSecond: 500, durationMs: 1_750 },
    blocking: { holdMs: 10, heavyPerSecond: 50, neighboursPerSecond: 125, durationMs: 1_400 },
    closedLoop: { holdMs: 5, clientCount: 5, neighboursPerSecond: 150, durationMs: 800 },
    busyMs: 80,
    toolMs: 0,
  },
  long: {
    stall: { holdMs: 200, everyMs: 1_000, arrivalsPerSecond: 200, durationMs: 20_000 },
    blocking: { holdMs: 20, heavyPerSecond: 25, neighboursPerSecond: 50, durationMs: 24_000 },
    closedLoop: { holdMs: 10, clientCount: 10, neighboursPerSecond: 50, durationMs: 6_000 },
    busyMs: 400,
    toolMs: 5_000,
  },
};
