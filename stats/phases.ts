import type { Calibration, RecordedScenario } from './record.ts';

/** From `startMs` up to, not including, `endMs`; since the trial's start. */
export interface Phase {
  readonly startMs: number;
  readonly endMs: number;
}

export interface Phases {
  readonly quiet: Phase;
  readonly load: Phase;
  readonly recovery: Phase;
}

type Durations = Pick<RecordedScenario, 'quietMs' | 'loadMs' | 'recoveryMs'>;

/** The warm-up lies before the trial's start and is not recorded. */
export function phasesOf({ quietMs, loadMs, recoveryMs }: Durations): Phases {
  const loadEndMs = quietMs + loadMs;
  return {
    quiet: { startMs: 0, endMs: quietMs },
    load: { startMs: quietMs, endMs: loadEndMs },
    recovery: { startMs: loadEndMs, endMs: loadEndMs + recoveryMs },
  };
}

export const lengthMs = ({ startMs, endMs }: Phase): number => endMs - startMs;

/** A request belongs to the phase in which it was due, whenever it was sent or answered. */
export const isWithin = ({ startMs, endMs }: Phase, atMs: number): boolean => startMs <= atMs && atMs < endMs;

type RecordedStream = RecordedScenario['streams'][number];

/** As much of a stream, recorded or to be run, as tells its part. */
interface StreamPart {
  readonly ask: { readonly kind: 'health' | 'task' };
  readonly mustFail?: true;
}

/** Streams that ask for a task do the heavy work; those that ask how the server is are its neighbours. Poison is neither. */
export const isHeavy = (stream: StreamPart): boolean => stream.ask.kind === 'task' && !isPoison(stream);

export const isNeighbour = (stream: StreamPart): boolean => stream.ask.kind === 'health';

/** Streams whose every request must fail. */
export const isPoison = (stream: StreamPart): boolean => stream.mustFail === true;

type Streams = Pick<RecordedScenario, 'streams'>;

export const heavyNamesOf = ({ streams }: Streams): ReadonlySet<string> =>
  new Set(streams.filter(isHeavy).map(({ name }) => name));

/** The neighbours whose waits are told: warm before cold, as they wait for the loop alone and not to be accepted. */
export function toldNeighbour({ streams }: Streams): RecordedStream | undefined {
  const open = streams.filter((stream) => isNeighbour(stream) && stream.load.kind === 'open');
  return open.find(({ connections }) => connections === 'warm') ?? open[0];
}

/**
 * The load phase without the ramp of a closed loop: N clients start together and their first requests queue for N x D
 * on one core, which no later request does in the same way. At most half of the phase is cut; open loops have no ramp,
 * and without a calibration the ramp is unknown and nothing is cut.
 */
export function steadyPhase(load: Phase, stream: RecordedStream, calibration: Calibration | null): Phase {
  const clientCount = stream.load.kind === 'closed' ? stream.load.clientCount : 0;
  const taskMs = stream.ask.kind === 'task' && calibration !== null ? calibration.durationMs.mean : 0;
  return { startMs: load.startMs + Math.min(clientCount * taskMs, lengthMs(load) / 2), endMs: load.endMs };
}

/** How long the clients of all closed heavy streams take to be served once each by one core: N x D; 0 without any, or without D. */
export function closedTurnMs({ streams }: Streams, calibration: Calibration | null): number {
  const clientCount = streams.reduce(
    (sum, stream) => sum + (isHeavy(stream) && stream.load.kind === 'closed' ? stream.load.clientCount : 0),
    0,
  );
  return clientCount * (calibration?.durationMs.mean ?? 0);
}
