import { ksPValue, ksStatistic } from './arrival-test.ts';
import { isContended } from '../contended.ts';
import {
  ALLOWED_MISCOUNT,
  GATES,
  LATENESS_SHARE_OF_TAIL,
  MAX_LATENESS_MS,
  MIN_TESTED_ARRIVALS,
  SHARED_LATENESS_MS,
  TIMER_MS,
  formatGateValue,
} from './gate-limits.ts';
import type { GateEvidence, GateFinding, GateStream } from './gates.ts';
import { percentile } from '../percentile.ts';
import { isHeavy, isWithin } from '../phases.ts';
import type { RunRecord } from '../record.ts';
import { type SenderUse, senderUses } from '../resources.ts';
import { formatCount, formatMs, formatRate } from '../units.ts';
import { waitSamples, waitsOf } from '../wait-samples.ts';

/** Whether it was known before when each request was due. */
const isScheduled = ({ stream }: GateStream): boolean => stream.load.kind !== 'closed';

const rateOption = ({ stream }: GateStream): string => (isHeavy(stream) ? '--heavy-rate' : '--neighbour-rate');

/** What to do about a sender that did not keep its schedule. A burst is as large as its scenario says. */
const advice = (one: GateStream): string =>
  one.stream.load.kind === 'burst' ? 'Free the machine.' : `Free the machine, or ask less with ${rateOption(one)}.`;

/** Of open streams and bursts. */
export function achievedRate({ streams, phases }: GateEvidence): GateFinding[] {
  return streams.filter(isScheduled).flatMap((one) => {
    const { streamName, dueAtMs, sentAtMs } = one.samples;
    const dueCount = dueAtMs.filter((atMs) => isWithin(phases.load, atMs)).length;
    const sentCount = sentAtMs.filter((atMs) => isWithin(phases.load, atMs)).length;
    if (dueCount === 0) return [];
    const limit = Math.max(GATES['achieved-rate'].limit, ALLOWED_MISCOUNT / dueCount);
    const measured = Math.abs(sentCount - dueCount) / dueCount;
    const values = `${formatCount(sentCount)} requests of ${streamName} were sent in the load phase and ${formatCount(dueCount)} were due`;
    const off = `off by ${formatGateValue('achieved-rate', measured)}, over the limit of ${formatGateValue('achieved-rate', limit)}`;
    const message = `${values}, ${off}: the sender did not keep its schedule. ${advice(one)}`;
    return [{ measured, limit, message }];
  });
}

/** What lateness must be small against: the stream's p99, or its longest wait where there are too few for that. */
function tailMs({ samples }: GateStream, { phases }: GateEvidence): number {
  const waits = waitsOf(waitSamples(samples, (index) => isWithin(phases.load, samples.dueAtMs[index] ?? Infinity)));
  return (waits.p99 ?? waits.max)?.valueMs ?? 0;
}

/** Of open streams and bursts. The p99 is told of any number of requests: it is our own sender that is judged. */
export function senderLateness(evidence: GateEvidence): GateFinding[] {
  const floorMs = isContended(evidence.record) ? SHARED_LATENESS_MS : GATES['sender-lateness'].limit;
  return evidence.streams.filter(isScheduled).flatMap((one) => {
    const { streamName, dueAtMs, sentAtMs } = one.samples;
    const latenessMs = Float64Array.from(dueAtMs, (dueMs, index) => (sentAtMs[index] ?? dueMs) - dueMs)
      .filter((_, index) => isWithin(evidence.phases.load, dueAtMs[index] ?? Infinity))
      .sort();
    if (latenessMs.length === 0) return [];
    const measured = percentile(latenessMs, 0.99);
    const limit = Math.max(floorMs, Math.min(MAX_LATENESS_MS, LATENESS_SHARE_OF_TAIL * tailMs(one, evidence)));
    const message = `${streamName} left ${formatMs(measured)} after it was due at p99, over the limit of ${formatMs(limit)}: something kept the sender from running. ${advice(one)}`;
    return [{ measured, limit, message }];
  });
}

const SENDER_TITLES: Readonly<Partial<Record<SenderUse['role'], string>>> = {
  'heavy-sender': 'The sender of heavy requests',
  'neighbour-sender': 'The neighbours’ sender',
};

const askLess = ({ role }: SenderUse): string =>
  role === 'heavy-sender' ? 'ask less with --clients or --heavy-rate' : 'ask less with --neighbour-rate';

export function senderLoop({ trial, phases }: GateEvidence): GateFinding[] {
  const { limit } = GATES['sender-loop'];
  return senderUses([trial], phases.load).map((use) => ({
    measured: use.busyShare,
    limit,
    message: `${SENDER_TITLES[use.role] ?? use.role} had its event loop busy for ${formatGateValue('sender-loop', use.busyShare)} of the load phase, over the limit of ${formatGateValue('sender-loop', limit)}: it measured itself as well. Free the machine, or ${askLess(use)}.`,
  }));
}

export function senderCpu({ trial, phases }: GateEvidence): GateFinding[] {
  const { limit } = GATES['sender-cpu'];
  return senderUses([trial], phases.load).map((use) => ({
    measured: use.workShare,
    limit,
    message: `${SENDER_TITLES[use.role] ?? use.role} used ${formatGateValue('sender-cpu', use.workShare)} in the load phase, over the limit of ${formatGateValue('sender-cpu', limit)}: it had no time to spare. To relieve it, ${askLess(use)}.`,
  }));
}

/** The distance between the distributions that timers of whole milliseconds can bring about: the share of gaps within one. */
const grainOf = ({ setup }: RunRecord, meanMs: number): number =>
  setup?.senderMode === 'precise' ? 0 : 1 - Math.exp(-TIMER_MS / meanMs);

/** Of open streams that should come at random. Those that come evenly or in a burst promise nothing about chance. */
export function arrivals({ streams, phases, record }: GateEvidence): GateFinding[] {
  return streams.flatMap((one) => {
    const { load } = one.stream;
    const sentAtMs = Float64Array.from(one.samples.sentAtMs.filter((atMs) => isWithin(phases.load, atMs))).sort();
    if (load.kind !== 'open' || load.spacing !== 'poisson' || sentAtMs.length < MIN_TESTED_ARRIVALS) return [];
    const gapsMs = sentAtMs.subarray(1).map((atMs, index) => atMs - (sentAtMs[index] ?? atMs));
    const meanMs = 1_000 / load.arrivalsPerSecond;
    const distance = Math.max(0, ksStatistic(gapsMs, meanMs) - grainOf(record, meanMs));
    const measured = ksPValue(distance, gapsMs.length);
    const { limit } = GATES.arrivals;
    const message = `The gaps between ${formatCount(sentAtMs.length)} requests of ${one.stream.name} are not those of random arrivals at ${formatRate(load.arrivalsPerSecond)} (Kolmogorov-Smirnov ${formatGateValue('arrivals', measured)}, below the limit of ${formatGateValue('arrivals', limit)}): the sender bunched them. Free the machine, or ask less with ${rateOption(one)}.`;
    return [{ measured, limit, message }];
  });
}
