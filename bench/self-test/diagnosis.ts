import type { KnownAnswer, MachineLoad } from '../../stats/record.ts';
import { formatMs, formatShare } from '../../stats/units.ts';

/** How the sender fared while it sent. */
export interface SenderTrace {
  /** Sent minus due. */
  readonly latenessMs: { readonly p50: number; readonly p99: number; readonly max: number };
  readonly loopDelayMsMax: number;
  /** Share of the time in which its loop was not idle; 1 where it turns its loop on purpose. */
  readonly busyShare: number;
  /** CPU time over the time in which its loop was not idle: low where the loop stood still without a CPU. */
  readonly cpuOfBusyShare: number;
  /** Share of a core that it used, time that it only turned its loop not counted. */
  readonly ownCpuShare: number;
}

/** All that a self-test saw beside its answers. What it did not come to see is undefined. */
export interface Observations {
  readonly answers: readonly KnownAnswer[];
  readonly trace: SenderTrace | undefined;
  readonly coreShare: { readonly server: number; readonly sender: number } | undefined;
  /** How far the server was behind its own script at worst. */
  readonly serverBehindMsMax: number;
  readonly unansweredCount: number;
  /** Why it ended before its end. */
  readonly problem: string | undefined;
  readonly load: MachineLoad;
  readonly coreCount: number;
}

/** Of a core; what `core-share` allows. */
const MIN_CORE_SHARE = 0.8;
/**
 * A sender that takes its own time is busy and has the CPU for it; one that is kept from running has not. Sending 500
 * requests a second takes a tenth of a core (seen on a busy machine of 2 cores), a third with the hold of --break.
 */
const BLOCKED = { busyShare: 0.15, cpuOfBusyShare: 0.7, ownCpuShare: 0.18 } as const;
/** A timer of a usual system is late by 1 ms at most. */
const SLOW_TIMER_MS = 2;
/** Less is the queue after a hold, or one slice of another process. */
const SERVER_BEHIND_MS = 5;

/** Names below this many are listed. */
const NAMED_COUNT = 4;

function coreSentences({ coreShare, load, coreCount }: Observations): string[] {
  if (coreShare === undefined) return [];
  const taken = (['server', 'sender'] as const).filter((who) => coreShare[who] < MIN_CORE_SHARE);
  if (taken.length === 0) return [];
  const whose = taken.map((who) => `${formatShare(1 - coreShare[who])} of the ${who}'s core`).join(' and ');
  const pressure =
    load.cpuPressureShare === null
      ? ''
      : `; some process waited for a CPU in ${formatShare(load.cpuPressureShare)} of the last 10 s`;
  return [
    `Another program used ${whose}. The load average is ${load.loadAverage1m} on ${coreCount} ${coreCount === 1 ? 'core' : 'cores'}${pressure}. End it, or wait for it; in a container or a virtual machine, ask for whole cores.`,
  ];
}

const isBlocked = ({ busyShare, cpuOfBusyShare, ownCpuShare }: SenderTrace): boolean =>
  busyShare >= BLOCKED.busyShare && (cpuOfBusyShare >= BLOCKED.cpuOfBusyShare || ownCpuShare >= BLOCKED.ownCpuShare);

function senderSentences({ answers, trace, coreShare }: Observations): string[] {
  const isLate = answers.some(({ name, isPassed }) => name === 'sender-lateness-p99' && !isPassed);
  if (trace === undefined || !isLate) return [];
  const { latenessMs, loopDelayMsMax } = trace;
  const late = `left ${formatMs(latenessMs.p99)} late at p99, ${formatMs(latenessMs.max)} at worst`;
  if (isBlocked(trace)) {
    return [
      `The sender was blocked: its own loop stood still for up to ${formatMs(loopDelayMsMax)} while it had a CPU, so requests ${late}. Something in its process takes the time; if it is not --break, please report it.`,
    ];
  }
  // A core that was taken away explains it.
  if (coreShare !== undefined && coreShare.sender < MIN_CORE_SHARE) return [];
  if (latenessMs.p50 > SLOW_TIMER_MS) {
    return [
      `Timers are slow: requests left ${formatMs(latenessMs.p50)} late at the median while the sender's loop was idle. Look at the system's timer settings and power saving.`,
    ];
  }
  return [
    `The sender was woken late: requests ${late}, while its loop was idle and its core was its own for as long as it asked. Bursts of another program or a paused virtual machine do that.`,
  ];
}

function serverSentences({ serverBehindMsMax, coreShare }: Observations): string[] {
  const isTaken = coreShare !== undefined && coreShare.server < MIN_CORE_SHARE;
  if (serverBehindMsMax <= SERVER_BEHIND_MS || isTaken) return [];
  return [
    `The self-test's own server fell up to ${formatMs(serverBehindMsMax)} behind its script: something kept it from running for that long.`,
  ];
}

/** What on this machine is wrong, in sentences; none when all answers are right. */
export function diagnose(seen: Observations): string[] {
  const failed = seen.answers.filter(({ isPassed }) => !isPassed);
  if (failed.length === 0 && seen.problem === undefined) return [];
  const found = [
    ...(seen.problem === undefined ? [] : [`The self-test could not go on: ${seen.problem}.`]),
    ...(seen.unansweredCount === 0
      ? []
      : [`${seen.unansweredCount} requests to the self-test's own server were not answered.`]),
    ...coreSentences(seen),
    ...senderSentences(seen),
    ...serverSentences(seen),
  ];
  if (found.length > 0) return found;
  const names = failed.slice(0, NAMED_COUNT).map(({ name }) => name);
  const more = failed.length > NAMED_COUNT ? ` and ${failed.length - NAMED_COUNT} more` : '';
  return [
    `${names.join(', ')}${more} ${failed.length === 1 ? 'lies' : 'lie'} outside what is allowed, though sender, server and cores were well at the moments when they were looked at. Run it again on a quiet machine; if it fails again, do not trust times of this size here.`,
  ];
}
