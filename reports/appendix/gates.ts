import { GATES, GATE_NAMES, formatGateValue } from '../../stats/gates/gate-limits.ts';
import type { GateName } from '../../stats/gates/gates.ts';
import type { GateSummary, TargetSummary } from '../../stats/summary.ts';
import type { Appendix } from './appendix.ts';
import { levelCell, levelColumn } from './appendix.ts';

const ofGate = ({ gates }: TargetSummary, gate: GateName): GateSummary | undefined =>
  gates.find((summary) => summary.gate === gate);

function worstText(summary: GateSummary | undefined): string {
  if (summary === undefined || summary.worst === null) return 'n/a';
  const { gate, worst, failedCount, trialCount } = summary;
  const value = formatGateValue(gate, worst);
  return failedCount === 0 ? value : `${value}, ${failedCount} of ${trialCount} FAILED`;
}

/** Some limits move with what is measured, so that targets may have different ones. */
function limitText(gate: GateName, limits: readonly number[]): string {
  const [low, high] = [Math.min(...limits), Math.max(...limits)].map((limit) => formatGateValue(gate, limit));
  const side = GATES[gate].failsWhen === 'above' ? 'at most' : 'at least';
  return low === high ? `${side} ${low}` : `${side} ${low} to ${high}`;
}

export const gates: Appendix = {
  name: 'gates',
  place: 8,
  title: () => 'Gates',
  intro: () =>
    'What every trial has to pass, and the worst that was measured at each target. A trial that fails one is left out; a target is INVALID when more than a third of its trials failed.',
  table: (record, summary) => ({
    columns: ['Gate', ...levelColumn(summary), 'Limit', ...record.targets.map(({ name }) => name)],
    rows: summary.levels.flatMap(({ name, targets }) =>
      GATE_NAMES.flatMap((gate) => {
        const limits = targets.flatMap((target) => ofGate(target, gate)?.limit ?? []);
        if (limits.length === 0) return [];
        return [
          [
            GATES[gate].title,
            ...levelCell(summary, name),
            limitText(gate, limits),
            ...targets.map((target) => worstText(ofGate(target, gate))),
          ],
        ];
      }),
    ),
  }),
};
