import type { GateName } from './gates.ts';
import { formatCount, formatMs, formatShare } from '../units.ts';

interface GateLimit {
  /** What is measured. */
  readonly title: string;
  readonly unit: 'share' | 'ms' | 'core' | 'p-value' | 'count';
  readonly limit: number;
  /** Where the limit is not the same for all trials: how it moves. */
  readonly exception?: string;
  readonly failsWhen: 'above' | 'below';
  readonly reason: string;
}

/** The p99 of the lateness may also be this share of the stream's own tail. */
export const LATENESS_SHARE_OF_TAIL = 0.05;
/** However long the tail: a sender that is later than this does not run as it should. */
export const MAX_LATENESS_MS = 50;
/** In place of the table's limit where senders and servers share cores. */
export const SHARED_LATENESS_MS = 20;
/** Arrivals that are off by this many at most pass however few were due. */
export const ALLOWED_MISCOUNT = 1;
/** Fewer arrivals in a load phase are not tested. */
export const MIN_TESTED_ARRIVALS = 30;
/** A thrifty sender's timers have whole milliseconds: gaps that are off by up to one are its grain, not bunching. */
export const TIMER_MS = 1;
/** The pings of the sentinel may move by this share of what they were, however many milliseconds it is. */
export const ALLOWED_SHIFT_SHARE = 0.25;

/** Every gate, in the order in which they are told. The thresholds stand nowhere else. */
export const GATES: Readonly<Record<GateName, GateLimit>> = {
  'achieved-rate': {
    title: 'Requests sent in the load phase against those due in it',
    unit: 'share',
    limit: 0.02,
    exception: 'one request is always allowed',
    failsWhen: 'above',
    reason:
      'Waits of an open loop hold for the rate that was asked for. Near capacity a rate that is 2 % lower can halve them.',
  },
  'sender-lateness': {
    title: 'How late requests were sent, 99th percentile',
    unit: 'ms',
    limit: 5,
    exception:
      '20 ms where senders and servers share cores; 5 % of the stream’s own p99 where that is more, up to 50 ms',
    failsWhen: 'above',
    reason:
      'Lateness counts as wait, so it must be small beside the wait that is told. On shared cores the scheduler keeps every process waiting for a few time slices, and what must be caught is a sender that stalls.',
  },
  'sender-loop': {
    title: 'Share of the load phase in which a sender’s event loop was busy, turning on purpose left out',
    unit: 'share',
    limit: 0.7,
    failsWhen: 'above',
    reason:
      'A loop that is busy for 70 % of the time keeps an event waiting for more than one of its own turns on average, and the answer’s time is taken that much too late.',
  },
  'sender-cpu': {
    title: 'CPU that a sender used in the load phase, turning on purpose left out',
    unit: 'core',
    limit: 0.8,
    failsWhen: 'above',
    reason: 'JavaScript runs on one core: past 80 % of it, what is measured is the sender.',
  },
  arrivals: {
    title: 'Kolmogorov-Smirnov test of the gaps between requests sent against the exponential distribution',
    unit: 'p-value',
    limit: 1e-4,
    exception:
      'what timers of whole milliseconds do is allowed; not tested below 30 arrivals, nor where they come evenly',
    failsWhen: 'below',
    reason:
      'Queues depend on how arrivals bunch, not on their rate alone. A run has dozens of trials: at 1 in 1,000 one run in twenty would lose a trial to chance.',
  },
  conservation: {
    title: 'Requests that are in the schedule or were counted as sent, but have no outcome',
    unit: 'count',
    limit: 0,
    failsWhen: 'above',
    reason: 'A request that left no trace is a wait that nobody counted, and most likely a long one.',
  },
  desync: {
    title: 'Answers that came while another request was under way on the same connection',
    unit: 'count',
    limit: 0,
    failsWhen: 'above',
    reason: 'With one request at a time it cannot be. From there on answers are timed from somebody else’s request.',
  },
  little: {
    title: 'Requests under way on average against the number of clients, closed loops',
    unit: 'share',
    limit: 0.1,
    failsWhen: 'above',
    reason:
      'Each client of a closed loop always has one request under way. Where the record shows fewer, clients stood idle or latencies are wrong; 10 % leaves room for what a client does between two requests.',
  },
  sentinel: {
    title: 'Shift of the median ping to a server that does nothing, before and after the round',
    unit: 'ms',
    limit: 0.1,
    exception: '25 % of the ping where that is more',
    failsWhen: 'above',
    reason:
      'Nothing of ours changed in between, so the machine did, and targets of one round were not measured alike. Less than 0.1 ms is finer than anything that is told: pings of 0.03 to 0.07 ms move by half on an idle machine.',
  },
};

/** Names in the order of the table. */
export const GATE_NAMES = Object.keys(GATES) as readonly GateName[];

const FORMATS: Readonly<Record<GateLimit['unit'], (value: number) => string>> = {
  share: formatShare,
  ms: formatMs,
  core: (value) => `${value.toFixed(2)} core`,
  'p-value': (value) => `p = ${value < 0.001 ? value.toExponential(0) : value.toFixed(3)}`,
  count: formatCount,
};

/** As reports show it, with its unit: 12 %, 96 ms, 0.85 core, p = 3e-5, 4. */
export const formatGateValue = (gate: GateName, value: number): string => FORMATS[GATES[gate].unit](value);
