import { conservation, desync, little, sentinel } from './audit-gates.ts';
import { GATES, GATE_NAMES } from './gate-limits.ts';
import { type Phases, phasesOf } from '../phases.ts';
import type { RecordedScenario, RunRecord, StreamSamples, Trial } from '../record.ts';
import { achievedRate, arrivals, senderCpu, senderLateness, senderLoop } from './sender-gates.ts';

/** Every gate of a trial. A trial that fails one is kept in the record and left out of charts and rankings. */
export type GateName =
  | 'achieved-rate'
  | 'sender-lateness'
  | 'sender-loop'
  | 'sender-cpu'
  | 'arrivals'
  | 'conservation'
  | 'desync'
  | 'little'
  | 'sentinel';

/** One gate at one trial. */
export interface GateResult {
  readonly gate: GateName;
  /** In the gate's unit; null where the trial has nothing to measure it by, which passes. */
  readonly measured: number | null;
  readonly limit: number;
  readonly isPassed: boolean;
  /** One sentence with the values and what to do; '' when it passed. */
  readonly message: string;
}

/** What gates look at. */
export interface GateEvidence {
  readonly record: RunRecord;
  readonly trial: Trial;
  readonly phases: Phases;
  /** The streams of the scenario that the trial has samples of. */
  readonly streams: readonly GateStream[];
}

export interface GateStream {
  readonly stream: RecordedScenario['streams'][number];
  readonly samples: StreamSamples;
}

/** Of one stream, sender or check. */
export interface GateFinding {
  readonly measured: number;
  readonly limit: number;
  /** What to say should it fail. */
  readonly message: string;
}

const CHECKS: Readonly<Record<GateName, (evidence: GateEvidence) => readonly GateFinding[]>> = {
  'achieved-rate': achievedRate,
  'sender-lateness': senderLateness,
  'sender-loop': senderLoop,
  'sender-cpu': senderCpu,
  arrivals,
  conservation,
  desync,
  little,
  sentinel,
};

/** How far past its limit a finding lies: over 1 it fails. */
function excess(gate: GateName, { measured, limit }: GateFinding): number {
  const [larger, smaller] = GATES[gate].failsWhen === 'above' ? [measured, limit] : [limit, measured];
  return larger === smaller ? 1 : larger / smaller;
}

function resultOf(gate: GateName, findings: readonly GateFinding[]): GateResult {
  const [worst] = findings.toSorted((one, other) => excess(gate, other) - excess(gate, one));
  if (worst === undefined) return { gate, measured: null, limit: GATES[gate].limit, isPassed: true, message: '' };
  const { measured, limit, message } = worst;
  const isPassed = excess(gate, worst) <= 1;
  return { gate, measured, limit, isPassed, message: isPassed ? '' : message };
}

/**
 * All gates of one valid trial, in the order of the table; each tells of its worst stream or sender.
 *
 * @param record of one level, where the scenario has levels
 */
export function gatesOf(record: RunRecord, trial: Trial): GateResult[] {
  const streams = record.scenario.streams.flatMap((stream) =>
    trial.streams.filter(({ streamName }) => streamName === stream.name).map((samples) => ({ stream, samples })),
  );
  const evidence = { record, trial, phases: phasesOf(record.scenario), streams };
  return GATE_NAMES.map((gate) => resultOf(gate, CHECKS[gate](evidence)));
}
