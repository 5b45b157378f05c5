import { exampleRecord } from './example-record.ts';
import { type GateName, type GateResult, gatesOf } from '../gates/gates.ts';
import type { ClosedLoopAudit, RunRecord, StreamSamples, Telemetry, Trial } from '../record.ts';

/** For tests of the gates: a healthy trial and ways to spoil it. The load phase lasts from 1000 to 5000 ms, its neighbours come at 50/s, D is 80 ms. */
export const example = exampleRecord({ roundCount: 1 });
const [exampleTrial] = example.trials;
if (exampleTrial === undefined) throw new TypeError('The example has no trial');
export const trial: Trial = exampleTrial;

type Change<Part> = (part: Part) => Partial<Part>;

export const withStream = (streamName: string, change: Change<StreamSamples>): Trial => ({
  ...trial,
  streams: trial.streams.map((one) => (one.streamName === streamName ? { ...one, ...change(one) } : one)),
});
export const withAudit = (change: Change<ClosedLoopAudit>): Trial => ({
  ...trial,
  closedLoopAudits: trial.closedLoopAudits.map((audit) => ({ ...audit, ...change(audit) })),
});
export const withSender = (role: Telemetry['role'], change: Change<Telemetry>): Trial => ({
  ...trial,
  telemetry: trial.telemetry.map((one) => (one.role === role ? { ...one, ...change(one) } : one)),
});
export const evenly = (count: number, fromMs: number, stepMs: number): number[] =>
  Array.from({ length: count }, (_, index) => fromMs + index * stepMs);

export function gate(name: GateName, asked: Trial, record: RunRecord = example): GateResult {
  const result = gatesOf(record, asked).find((one) => one.gate === name);
  if (result === undefined) throw new TypeError(`No gate ${name}`);
  return result;
}

export const failedGates = (asked: Trial, record: RunRecord = example): GateName[] =>
  gatesOf(record, asked).flatMap(({ gate: name, isPassed }) => (isPassed ? [] : [name]));
