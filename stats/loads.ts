import type { RecordedScenario, SteadyLoad } from './record.ts';
import { isHeavy } from './phases.ts';

type RecordedStream = RecordedScenario['streams'][number];
type Load = RecordedStream['load'];

/** Whether anybody comes at all. */
export function isAsked({ load }: { readonly load: Load }): boolean {
  switch (load.kind) {
    case 'closed':
      return load.clientCount > 0;
    case 'open':
      return load.arrivalsPerSecond > 0;
    case 'burst':
      return load.requestCount > 0;
    default:
      return load satisfies never;
  }
}

/** A stream whose load goes on for as long as the load phase does. */
export type SteadyStream = RecordedStream & { readonly load: SteadyLoad };

export const isSteady = (stream: RecordedStream): stream is SteadyStream => stream.load.kind !== 'burst';

/** As much of a scenario, recorded or to be run, as tells how its heavy work comes. */
interface Loaded {
  readonly streams: readonly (Parameters<typeof isHeavy>[0] & { readonly load: Load })[];
}

/** Whether heavy work comes in a burst: then nothing of the load phase is a steady state. */
export const isBurst = ({ streams }: Loaded): boolean =>
  streams.some((stream) => isHeavy(stream) && isAsked(stream) && stream.load.kind === 'burst');
