import { stallPercentileMs } from './known-waits.ts';
import { meanWaitMs } from './queueing.ts';
import type { KnownAnswer } from './record.ts';
import { SELF_TEST_PLANS, type SelfTestForm, type SelfTestPlan } from './self-test-plan.ts';

/** How far from the expected value a measured one may lie: a share of it, plus an amount in its own unit. */
interface Tolerance {
  readonly share: number;
  readonly slack: number;
}

type Allowed =
  | ({ readonly kind: 'about' } & Readonly<Record<SelfTestForm, Tolerance>>)
  | { readonly kind: 'between'; readonly low: number; readonly high: number }
  | { readonly kind: 'at-most'; readonly ownCores: number; readonly sharedCores: number };

interface AnswerRule {
  readonly unit: KnownAnswer['unit'];
  readonly title: (plan: SelfTestPlan) => string;
  /** Without end; what is compared is the same theory applied to the arrivals that were sent, where it can be. */
  readonly closedForm: (plan: SelfTestPlan) => number;
  readonly allowed: Allowed;
  /** Of what is allowed. */
  readonly reason: string;
}

const ms = (value: number): string => `${Math.round(value * 10) / 10} ms`;

const stallTitle = ({ stall }: SelfTestPlan): string => `loop held ${stall.holdMs} ms in every ${stall.everyMs} ms`;
const stallRule = (name: string, share: number, allowed: Allowed, reason: string): AnswerRule => ({
  unit: 'ms',
  title: (plan) =>
    `${name} of the wait, ${stallTitle(plan)}: s - (1 - q)T = ${ms(stallPercentileMs(share, plan.stall))}`,
  closedForm: ({ stall }) => stallPercentileMs(share, stall),
  allowed,
  reason,
});

/** M/D/1: the work that an arrival finds. */
const blockedMs = ({ blocking: { holdMs, heavyPerSecond } }: SelfTestPlan): number =>
  meanWaitMs({ arrivalsPerSecond: heavyPerSecond, taskMs: holdMs, serverCount: 1 });
const blockingTitle = ({ blocking: { holdMs, heavyPerSecond } }: SelfTestPlan): string =>
  `${heavyPerSecond} heavy requests/s of ${holdMs} ms, Poisson, one loop`;
const closedTitle = ({ closedLoop: { clientCount, holdMs } }: SelfTestPlan): string =>
  `${clientCount} clients in a closed loop, ${holdMs} ms each, one loop`;

const CORE_SHARE: Allowed = { kind: 'between', low: 0.8, high: 1.1 };
const CORE_SHARE_REASON =
  'Losing a fifth of a core makes every wait on it longer by a quarter. Above 1: the clocks of CPU time are coarse.';

/** In the order in which they are shown. */
export const ANSWER_RULES = {
  'stall-p90': stallRule(
    'p90',
    0.9,
    { kind: 'about', short: { share: 0.08, slack: 3 }, long: { share: 0.03, slack: 3 } },
    'The arrivals and the holds are known, so only two things are left: sends, up to 1 ms late where the sender sleeps, and the queue after a hold, 25 or 40 answers of some 0.1 ms.',
  ),
  'stall-p99': stallRule(
    'p99',
    0.99,
    { kind: 'about', short: { share: 0.06, slack: 2 }, long: { share: 0.02, slack: 1 } },
    'As p90, but the requests that wait longest are answered first: there is hardly a queue before them. The short form has 9 requests beyond it instead of 40.',
  ),
  'stall-max': stallRule(
    'longest',
    1,
    { kind: 'about', short: { share: 0.06, slack: 20 }, long: { share: 0.02, slack: 20 } },
    'One single request decides; 20 ms are the slices that a shared core may cost it, as for sender-lateness-p99.',
  ),
  'sender-lateness-p99': {
    unit: 'ms',
    title: ({ stall }) => `p99 of how late our sender was, ${stall.arrivalsPerSecond} requests/s: nothing`,
    closedForm: () => 0,
    allowed: { kind: 'at-most', ownCores: 5, sharedCores: 20 },
    reason:
      'As the gate of every trial: where servers and senders share the cores, a process waits a few slices for its turn; what must be caught is a sender that stalls.',
  },
  'md1-heavy-mean': {
    unit: 'ms',
    title: (plan) =>
      `mean of heavy requests, ${blockingTitle(plan)}: M/D/1 gives ${ms(plan.blocking.holdMs + blockedMs(plan))}`,
    closedForm: (plan) => plan.blocking.holdMs + blockedMs(plan),
    allowed: { kind: 'about', short: { share: 0.1, slack: 2 }, long: { share: 0.04, slack: 2 } },
    reason:
      'A request is sent up to 1 ms late where the sender sleeps and takes a fraction of one to read and answer; in the short form a single slice of another process makes a whole queue late.',
  },
  'md1-neighbour-mean': {
    unit: 'ms',
    title: (plan) => `mean of neighbours, ${blockingTitle(plan)}: M/D/1 gives ${ms(blockedMs(plan))}`,
    closedForm: blockedMs,
    allowed: { kind: 'about', short: { share: 0.15, slack: 2 }, long: { share: 0.06, slack: 2 } },
    reason: 'As md1-heavy-mean, of a smaller mean.',
  },
  'closed-throughput': {
    unit: 'per second',
    title: (plan) => `answers per second, ${closedTitle(plan)}: 1/D`,
    closedForm: ({ closedLoop }) => 1_000 / closedLoop.holdMs,
    allowed: { kind: 'about', short: { share: 0.12, slack: 0 }, long: { share: 0.05, slack: 0 } },
    reason: 'Between two turns of the loop it may stand idle for some 0.1 ms; autocannon shares the cores.',
  },
  'closed-heavy-mean': {
    unit: 'ms',
    title: (plan) => `mean of heavy requests, ${closedTitle(plan)}: N x D, in whatever order they are taken up`,
    closedForm: ({ closedLoop }) => closedLoop.clientCount * closedLoop.holdMs,
    allowed: { kind: 'about', short: { share: 0.12, slack: 1 }, long: { share: 0.06, slack: 0 } },
    reason: 'As closed-throughput.',
  },
  'closed-neighbour-mean': {
    unit: 'ms',
    title: (plan) => `mean of neighbours, ${closedTitle(plan)}: between N x D and 2 N x D`,
    closedForm: ({ closedLoop }) => 1.5 * closedLoop.clientCount * closedLoop.holdMs,
    allowed: { kind: 'about', short: { share: 0.34, slack: 1 }, long: { share: 0.25, slack: 0 } },
    reason:
      'In which order a loop takes up its sockets is the system’s affair: the mean is sure to lie between N x D and 2 N x D only.',
  },
  'closed-little': {
    unit: 'share',
    title: (plan) => `X R / N by Little's law, ${closedTitle(plan)}`,
    closedForm: () => 1,
    allowed: { kind: 'between', low: 0.9, high: 1.1 },
    reason: 'It is an identity, apart from the requests at the edges of the window.',
  },
  'core-share-server': {
    unit: 'share',
    title: ({ busyMs }) => `share of a CPU that a busy server gets, ${busyMs} ms at a time`,
    closedForm: () => 1,
    allowed: CORE_SHARE,
    reason: CORE_SHARE_REASON,
  },
  'core-share-sender': {
    unit: 'share',
    title: ({ busyMs }) => `share of a CPU that a busy sender gets, ${busyMs} ms at a time`,
    closedForm: () => 1,
    allowed: CORE_SHARE,
    reason: CORE_SHARE_REASON,
  },
} as const satisfies Readonly<Record<string, AnswerRule>>;

export type AnswerName = keyof typeof ANSWER_RULES;

/** What was seen of an answer; `expected` where theory could be applied to the arrivals that were sent. */
export interface Measured {
  readonly expected?: number;
  readonly measured: number;
  readonly closedLoopTool?: number;
}

function rangeOf(allowed: Allowed, expected: number, form: SelfTestForm, isShared: boolean): [number, number] {
  if (allowed.kind === 'between') return [allowed.low, allowed.high];
  if (allowed.kind === 'at-most') return [0, isShared ? allowed.sharedCores : allowed.ownCores];
  const { share, slack } = allowed[form];
  const by = Math.abs(expected) * share + slack;
  return [expected - by, expected + by];
}

const rounded = (value: number): number => Math.round(value * 1_000) / 1_000;

/**
 * All answers, those that could not be measured with null.
 *
 * @param isShared whether servers and senders may run on the same cores
 */
export function knownAnswers(
  form: SelfTestForm,
  found: Readonly<Partial<Record<AnswerName, Measured>>>,
  isShared: boolean,
): KnownAnswer[] {
  const plan = SELF_TEST_PLANS[form];
  return (Object.keys(ANSWER_RULES) as AnswerName[]).map((name) => {
    const rule = ANSWER_RULES[name];
    const seen = found[name];
    const expected = seen?.expected ?? rule.closedForm(plan);
    const [low, high] = rangeOf(rule.allowed, expected, form, isShared).map(rounded) as [number, number];
    const measured = seen === undefined || !Number.isFinite(seen.measured) ? null : rounded(seen.measured);
    return {
      name,
      title: rule.title(plan),
      unit: rule.unit,
      expected: rounded(expected),
      low,
      high,
      measured,
      isPassed: measured !== null && measured >= low && measured <= high,
      ...(seen?.closedLoopTool === undefined ? {} : { closedLoopTool: seen.closedLoopTool }),
    };
  });
}
