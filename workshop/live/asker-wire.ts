import type { CalibrationCommand } from '../../bench/calibration-process.ts';
import type { Connections, LiveEvent } from './wire.ts';

/** One job's request, and the one right answer to it. */
export interface JobPlan {
  readonly taskName: string;
  readonly input: CalibrationCommand['input'];
  readonly output: unknown;
}

/** What the conductor has the asker do. */
export type AskerCommand =
  | {
      readonly kind: 'watch';
      readonly laneName: string;
      readonly baseUrl: string;
      /** Of those that answer requests. */
      readonly processCount: number;
    }
  | { readonly kind: 'unwatch'; readonly laneName: string }
  | { readonly kind: 'pace'; readonly laneName: string; readonly periodMs: number }
  /** How the neighbours of all servers of several processes come, from now on. */
  | { readonly kind: 'connect'; readonly connections: Connections }
  | {
      readonly kind: 'ask';
      readonly laneName: string;
      readonly runId: string;
      readonly jobCount: number;
      readonly plan: JobPlan;
    }
  /** Lets go of all jobs that have no answer yet. */
  | { readonly kind: 'drop' };

/** What the asker saw. */
export type AskerMessage = Extract<LiveEvent, { readonly kind: 'beats' | 'job' }>;
