import { overAtMs } from './completion.ts';
import { medianEstimate } from './confidence.ts';
import { type Phase, lengthMs } from './phases.ts';
import type { Estimate, RecordedScenario, StreamSamples } from './record.ts';
import { type Spell, meanUnderWay, swingOf } from './under-way.ts';

/** Whether arrivals outran completions. */
export interface Backlog {
  /** Arrivals less completions, in requests per second: the median of the rounds. */
  readonly perSecond: Estimate;
  /** It grew for longer than chance and the service's own rhythm explain: percentiles would tell only how long the run was. */
  readonly isGrowing: boolean;
}

/** Of the arrival rate. A slower growth takes 50 times the run to add as many requests as arrived in it. */
const MIN_GROWTH_SHARE = 0.02;

/**
 * The rise from the first half to the second must exceed this share of the swing about the trend. A straight ramp rises
 * by half of its height and swings by about one request. A closed loop of N clients that block for D makes its neighbours
 * a sawtooth of period N x D: it swings by its whole height, and its halves differ by less than half of that as soon as
 * more than one period fits.
 */
const MIN_RISE_SHARE_OF_SWING = 0.5;

/**
 * Beside a closed loop of N clients that holds the server, a neighbour waits for one to two turns of N x D, and while the
 * first two turns pass those who wait become more without any backlog. Whoever was due two turns before the end has been
 * answered by then, unless more come than are served.
 */
const MOST_TURNS = 2;
const MAX_ANSWERED_SHARE = 0.5;

/** Share (0..1) of those due early enough who were answered by the end; 0 where there was nobody. */
function answeredShare(samples: StreamSamples, steady: Phase, turnMs: number): number {
  const { dueAtMs } = samples;
  let earlyCount = 0;
  let answeredCount = 0;
  for (const [index, dueMs] of dueAtMs.entries()) {
    if (dueMs < steady.startMs || dueMs >= steady.endMs - MOST_TURNS * turnMs) continue;
    earlyCount += 1;
    if (overAtMs(samples, index) < steady.endMs) answeredCount += 1;
  }
  return earlyCount === 0 ? 0 : answeredCount / earlyCount;
}

/** A timed-out request is under way until its timeout, an unfinished one beyond any window; a job until it is done. */
const spellsOf = (samples: StreamSamples): Spell[] =>
  samples.dueAtMs.map((startMs, index) => ({ startMs, endMs: overAtMs(samples, index) }));

interface RoundGrowth {
  /** From the first moment to the last: exact, but moved by whoever happens to be under way then. */
  readonly perSecond: number;
  /** From the first half to the second: steadier, and in error by chance. */
  readonly trendPerSecond: number;
  readonly isGrowing: boolean;
}

const countAt = (spells: readonly Spell[], atMs: number): number =>
  spells.filter(({ startMs, endMs }) => startMs < atMs && atMs <= endMs).length;

function growthOf(samples: StreamSamples, steady: Phase, arrivalsPerSecond: number, turnMs: number): RoundGrowth {
  const spells = spellsOf(samples);
  const halfMs = lengthMs(steady) / 2;
  const middleMs = steady.startMs + halfMs;
  const first = meanUnderWay(spells, { startMs: steady.startMs, endMs: middleMs });
  const rise = meanUnderWay(spells, { startMs: middleMs, endMs: steady.endMs }) - first;
  const slopePerMs = rise / halfMs;
  const trendPerSecond = slopePerMs * 1_000;
  return {
    perSecond: ((countAt(spells, steady.endMs) - countAt(spells, steady.startMs)) * 1_000) / lengthMs(steady),
    trendPerSecond,
    isGrowing:
      trendPerSecond > MIN_GROWTH_SHARE * arrivalsPerSecond &&
      rise > MIN_RISE_SHARE_OF_SWING * swingOf(spells, steady, slopePerMs) &&
      (turnMs === 0 || answeredShare(samples, steady, turnMs) < MAX_ANSWERED_SHARE),
  };
}

/**
 * The backlog of an open stream: growing when more than half of its rounds grow and, from 3 rounds on, the interval of
 * the slope lies above 0. A growth that the arrivals' own chance could bring about is let pass: over windows of some 40
 * arrivals that is most of the growth at a tenth above capacity, over 1,000 arrivals none of it (see the tests).
 *
 * @param rounds of the valid trials, at least one
 * @param steady where to look, longer than nothing
 * @param turnMs N x D of the closed loops beside it, 0 without any: see `closedTurnMs` in phases.ts
 * @throws {TypeError} when the stream is a closed loop, whose clients cannot pile up
 * @throws {RangeError} when there are no rounds
 */
export function backlogOf(
  rounds: readonly StreamSamples[],
  { name, load }: RecordedScenario['streams'][number],
  steady: Phase,
  seed: number,
  turnMs: number,
): Backlog {
  if (load.kind !== 'open') throw new TypeError(`Cannot tell the backlog of a closed loop: got ${name}`);
  const growths = rounds.map((samples) => growthOf(samples, steady, load.arrivalsPerSecond, turnMs));
  const estimate = (read: (growth: RoundGrowth) => number): Estimate => medianEstimate(growths.map(read), seed);
  const trend = estimate(({ trendPerSecond }) => trendPerSecond);
  const growingCount = growths.filter(({ isGrowing }) => isGrowing).length;
  const isInterval = trend.confidenceShare > 0;
  return {
    perSecond: estimate(({ perSecond }) => perSecond),
    isGrowing: growingCount > rounds.length / 2 && (!isInterval || trend.low > 0),
  };
}
