import type { Metric } from './compare/compare.ts';
import { isContended } from './contended.ts';
import { pollIntervalMs } from './polling.ts';
import type { QueueModel, RunRecord, SteadyLoad } from './record.ts';
import { serverCoreCount } from './resources.ts';
import type { StreamSummary } from './summary.ts';
import { formatCount, formatMs, formatShare } from './units.ts';

/** measured / predicted from here to there needs no excuse: the bar that this project sets itself on an idle machine. */
const UNREMARKABLE = { low: 0.85, high: 1.2 } as const;

/** Beyond it, D is no constant: quartiles this far apart, of their median. */
const SPREAD_SHARE = 0.1;

/** What a task holds may differ from D by so much before it is told. */
const HELD_SHARE = 0.02;

/** A floor of this share of D: the loop or the worker is busy with a request for longer than its task takes. */
const FLOOR_SHARE = 0.05;

/** Where chance alone moves a figure by more, the bar above cannot be tested. */
const CHANCE_SHARE = 0.15;

/** From here on, the wait is many times as sensitive to D as D itself. */
const NEAR_CAPACITY_SHARE = 0.75;

/** Below it, some of the clients have not asked again when a turn of the loop ends. */
const FEW_CLIENTS_COUNT = 8;

export interface Doubt {
  readonly record: RunRecord;
  readonly queue: QueueModel;
  readonly heavyLoad: SteadyLoad;
  readonly floorMs: number;
  readonly stream: StreamSummary;
  readonly isNeighbour: boolean;
  /** Whether heavy clients ask again and again for their output. */
  readonly isPolled: boolean;
  readonly metric: Metric;
  readonly utilisation: number | null;
  /** What it is held against: for these very arrivals, where that is known. */
  readonly predicted: number;
  readonly isReplayed: boolean;
  readonly ratio: number | null;
  /** D. */
  readonly taskMs: number;
  /** What a task really held its loop or its worker for; null where it is not known. */
  readonly heldMs: number | null;
  /** What theory gives with that in place of D; null where it is not known. */
  readonly predictedHeld: number | null;
}

/** Why prediction and measurement may differ, as phrases with '; ' between them; '' where they agree. */
export function noteOf(doubt: Doubt): string {
  const { predicted, ratio, stream } = doubt;
  if (predicted === Infinity) return 'above capacity: the backlog grows';
  if (ratio === null) {
    return stream.backlog?.isGrowing === true
      ? ['the backlog grew, though theory sees it below capacity', ...reasonsOf(doubt)].join('; ')
      : 'not measured: too few requests, or too many that were never answered';
  }
  if (ratio >= UNREMARKABLE.low && ratio <= UNREMARKABLE.high) return '';
  const reasons = reasonsOf(doubt);
  return reasons.length === 0 ? 'no reason known' : reasons.join('; ');
}

function reasonsOf(doubt: Doubt): string[] {
  return [
    heldReason(doubt),
    machineReason(doubt),
    splitReason(doubt),
    taskReason(doubt),
    loadReason(doubt),
    pollReason(doubt),
    refusedReason(doubt),
    chanceReason(doubt),
  ]
    .flat()
    .filter((reason) => reason !== null);
}

/** D is a bare task's; a server also reads, answers, collects garbage, and may have to share its core. */
function heldReason({ taskMs, heldMs, predicted, predictedHeld, metric, queue }: Doubt): string | null {
  if (heldMs === null || predictedHeld === null || metric === 'donePerSecond') return null;
  if (Math.abs(heldMs / taskMs - 1) < HELD_SHARE || Math.abs(predictedHeld / predicted - 1) < HELD_SHARE) return null;
  const holder = queue.kind === 'pool' ? 'worker' : 'loop';
  const given = predictedHeld === Infinity ? 'a backlog that grows' : formatMs(predictedHeld);
  return `a task held its ${holder} for ${formatMs(heldMs)}, not for D of ${formatMs(taskMs)}: with that theory gives ${given}`;
}

function machineReason({ record, queue }: Doubt): (string | null)[] {
  const coreCount = serverCoreCount(record);
  return [
    isContended(record) ? `senders and servers share ${record.machine.availableCoreCount} cores` : null,
    queue.count + (queue.kind === 'pool' ? 1 : 0) > coreCount
      ? `${queue.count} ${queue.kind === 'pool' ? 'workers and the main loop' : 'processes'} share ${coreCount} ${coreCount === 1 ? 'core' : 'cores'}`
      : null,
  ];
}

const splitReason = ({ queue }: Doubt): string | null =>
  queue.kind === 'loop' && queue.count > 1 ? 'connections are split unevenly between processes' : null;

function taskReason({ record, floorMs, isNeighbour, queue }: Doubt): (string | null)[] {
  if (record.calibration === null) return [];
  const { mean, p25, p50, p75 } = record.calibration.durationMs;
  const spreadShare = p50 > 0 ? (p75 - p25) / p50 : 0;
  const isTaskFelt = !isNeighbour || queue.kind === 'loop';
  return [
    isTaskFelt && spreadShare > SPREAD_SHARE ? `D varied by ${formatShare(spreadShare)} between its quartiles` : null,
    isTaskFelt && floorMs > FLOOR_SHARE * mean
      ? `a request costs more than its task of ${formatMs(mean)}: one that does nothing takes ${formatMs(floorMs)}`
      : null,
  ];
}

function loadReason({ heavyLoad, metric, utilisation, isNeighbour, queue }: Doubt): string | null {
  if (isNeighbour && queue.kind === 'pool') return null;
  if (isNeighbour && heavyLoad.kind === 'closed' && heavyLoad.clientCount < FEW_CLIENTS_COUNT)
    return 'with so few clients the loop gets to a neighbour before some of them ask again';
  if (metric === 'donePerSecond' || utilisation === null || utilisation < NEAR_CAPACITY_SHARE) return null;
  // From rho D / (2 (1 - rho)) with rho growing as D does.
  const sensitivity = 2 + utilisation / (1 - utilisation);
  return `so near capacity, 1 % more D is about ${Math.round(sensitivity)} % more wait`;
}

/** What polls cost is in no theory of queues: a client's time, which is added on average, and the server's. */
function pollReason({ isPolled, isNeighbour, metric, predicted }: Doubt): string | null {
  if (!isPolled || metric === 'donePerSecond') return null;
  if (isNeighbour) return 'it shares the loop with those who ask for their outputs';
  return `outputs are found by asking, up to ${formatMs(pollIntervalMs(predicted))} after they were done`;
}

function refusedReason({ stream: { outcomes } }: Doubt): string | null {
  return outcomes.refused === 0 ? null : 'some requests were refused, and in theory nobody is';
}

/**
 * Two standard errors of the mean wait over so many requests, and of their number: waits hang together for a time that
 * grows as 1 / (1 - rho)^2, so near capacity it takes very many. A Brownian motion of drift -(1 - rho) and variance 1 per
 * task, reflected at 0, has a time average of variance 1 / (2 t (1 - rho)^4) after t task times; beside a mean
 * of rho / (2 (1 - rho)), and with t = n / rho for n requests, that is 2 / (rho n (1 - rho)^2) of the mean squared.
 * Simulated M/D/1 queues at 0.5, 0.72 and 0.8 gave within 12 % of the error that follows.
 *
 * @see Whitt (1989), Planning queueing simulations, for the method
 */
function chanceReason(doubt: Doubt): string | null {
  const { record, heavyLoad, stream, metric, utilisation, isNeighbour, queue, isReplayed } = doubt;
  if (isReplayed || heavyLoad.kind === 'closed' || heavyLoad.spacing === 'even' || utilisation === null) return null;
  if (utilisation >= 1 || (isNeighbour && queue.kind === 'pool')) return null;
  const heavyCount = (heavyLoad.arrivalsPerSecond * record.scenario.loadMs * stream.rounds.length) / 1_000;
  const errorShare =
    metric === 'donePerSecond'
      ? Math.sqrt(1 / heavyCount)
      : Math.sqrt(2 / (utilisation * heavyCount)) / (1 - utilisation);
  if (2 * errorShare <= CHANCE_SHARE) return null;
  const what = metric === 'donePerSecond' ? 'their number' : 'a wait';
  return `with about ${formatCount(heavyCount)} heavy requests, chance alone moves ${what} by ${formatShare(2 * errorShare)}`;
}
