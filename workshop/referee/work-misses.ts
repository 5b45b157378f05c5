import { MS_PER_CPU_TICK } from '../../servers/process-stat.ts';
import { STALL_MS } from '../../stats/summary.ts';
import { formatMs, formatShare } from '../../stats/units.ts';
import type { Measured } from './measure.ts';
import { heartbeatText, slowShare, worstMs } from './picture.ts';
import { type Conditions, type Miss, isClearlyOver, waitLimitMs } from './verdict.ts';

/** Less CPU than this share of what the work costs means that it was not done. Twice as fast as calibrated is possible, four times is not. */
const MIN_CPU_SHARE = 0.4;

/**
 * Whether the work was really done: each digest right, each neighbour answered rightly, and the CPU of it used.
 * Fresh nonces make a kept answer wrong; a sleep and a line commented out use no CPU.
 *
 * @param expectedCount how many of the jobs cost W each
 */
export function workMisses({ answers, cpuMs, badProbeCount }: Measured, workMs: number, expectedCount: number): Miss[] {
  const misses: Miss[] = [];
  const badAnswers = answers.filter(({ outcome }) => outcome !== 'ok');
  const [bad] = badAnswers;
  if (bad !== undefined) {
    const said = bad.outcome === 'wrong' ? 'has another digest than the work gives' : `ended as "${bad.outcome}"`;
    misses.push({
      fact: `${badAnswers.length} of ${answers.length} answers of POST /work ${said}.`,
      question: 'Is the whole work done for each request, with its own nonce and all its iterations?',
      isClear: true,
      ...(bad.outcome === 'wrong' ? {} : { isTimed: true }),
    });
  }
  const neededMs = expectedCount * workMs * MIN_CPU_SHARE - MS_PER_CPU_TICK;
  if (cpuMs !== null && cpuMs < neededMs)
    misses.push({
      fact: `Your server used ${formatMs(cpuMs)} of CPU; the work costs about ${formatMs(expectedCount * workMs)}.`,
      question: 'Who does the work, if your server does not?',
      isClear: true,
    });
  if (badProbeCount > 0)
    misses.push({
      fact: `${badProbeCount} neighbours got no answer, or a wrong one, from GET /health or GET /echo/:word.`,
      question: 'Do both routes of openApp() still answer as they did?',
      isClear: false,
    });
  return misses;
}

/**
 * Whether neighbours were served while the work went on.
 *
 * @param usualMs allowed on a quiet machine
 * @param who "with 1 job"
 */
export function waitMisses(
  measured: Measured,
  {
    usualMs,
    who,
    question,
    conditions,
  }: { readonly usualMs: number; readonly who: string; readonly question: string; readonly conditions: Conditions },
): Miss[] {
  const limitMs = waitLimitMs(usualMs, conditions);
  const waitedMs = worstMs(measured.probes, 0);
  if (waitedMs <= limitMs) return [];
  return [
    {
      fact: `With ${who}, a neighbour waited ${formatMs(waitedMs)}; at most ${formatMs(limitMs)} are allowed here. ${formatShare(slowShare(measured.probes))} of them waited longer than ${formatMs(STALL_MS)}.`,
      question,
      picture: heartbeatText(measured.probes),
      isClear: isClearlyOver(waitedMs, limitMs, conditions),
      isTimed: true,
    },
  ];
}
