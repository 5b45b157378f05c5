import { setTimeout as delay } from 'node:timers/promises';
import { exponential, seededRandom } from '../../../stats/seeded-random.ts';
import { formatMs, formatShare } from '../../../stats/units.ts';
import type { Demonstration, Lesson } from '../../lesson.ts';
import { during } from '../../referee/measure.ts';
import { heartbeatText, worstMs } from '../../referee/picture.ts';
import type { Referee } from '../../referee/referee.ts';
import type { Attempt, Miss } from '../../referee/verdict.ts';

const STALL_COUNT = 3;
const CROWD_COUNT = 5;
/** A report may miss the truth by so much: the meter's own period, and a switch of processes. */
const TOLERANCE = { ms: 25, share: 0.15 } as const;
/** Between two stalls a meter's last questions are answered. */
const PAUSE_MS = 500;
const SHORTEST_STALL_MS = 150;
const MEAN_FURTHER_MS = 100;
const LONGEST_STALL_MS = 500;
/** No stall is in it, so no report may be. */
const CONTROL_MS = 400;
const SEED_COUNT = 2 ** 32;

const BLOCKING = new URL('./demo/blocking.ts', import.meta.url);
const HIDDEN_STALLS = new URL('./demo/hidden-stalls.ts', import.meta.url);

/** Nobody knows when and how long, but the seed. */
function stallScript(seed: number): { readonly pauseMs: number; readonly stallMs: number }[] {
  const random = seededRandom(seed);
  return Array.from({ length: STALL_COUNT }, () => ({
    pauseMs: Math.round(PAUSE_MS + exponential(random, MEAN_FURTHER_MS)),
    stallMs: Math.round(SHORTEST_STALL_MS + random() * (LONGEST_STALL_MS - SHORTEST_STALL_MS)),
  }));
}

async function run(referee: Referee): Promise<Demonstration> {
  const { jobs, workMs } = await referee.prepare(1 + CROWD_COUNT);
  await using server = await referee.start(BLOCKING);
  const crowdAtMs = 2 * workMs;
  const askings = jobs.map((job, index) => ({ job, atMs: index === 0 ? 0 : crowdAtMs }));
  const measured = await referee.measure(server, { askings, durationMs: crowdAtMs + (CROWD_COUNT + 1) * workMs });
  const alone = during(measured, -Infinity, crowdAtMs);
  const crowd = during(measured, crowdAtMs, Infinity);
  const lastMs = Math.max(...measured.answers.slice(1).map(({ tookMs }) => tookMs));
  return {
    lines: [
      'One job. Each bar is a stretch in which a neighbour asked GET /health and got its answer at once:',
      heartbeatText(alone.probes),
      `${CROWD_COUNT} jobs at once:`,
      heartbeatText(crowd.probes),
    ],
    truths: [worstMs(alone.probes, 0), lastMs],
  };
}

const toleranceMs = (stalledMs: number): number => Math.max(TOLERANCE.ms, TOLERANCE.share * stalledMs);

const listOf = (valuesMs: readonly number[]): string =>
  valuesMs.length === 0 ? 'none' : valuesMs.map(formatMs).join(', ');

/** What of the meter's reports does not fit the stalls that there were. */
function reportMisses(stalledMs: readonly number[], reportedMs: readonly number[]): Miss[] {
  const reported = `There were ${STALL_COUNT} stalls: ${listOf(stalledMs)}. Your meter reported ${listOf(reportedMs)}.`;
  if (reportedMs.length === 0)
    return [{ fact: reported, question: 'Whose event loop does your meter watch?', isClear: true }];
  if (reportedMs.length !== stalledMs.length)
    return [
      {
        fact: reported,
        question: 'Many questions wait for the end of one stall. Which of them tells how long it was?',
        isClear: reportedMs.length > 2 * STALL_COUNT,
        isTimed: true,
      },
    ];
  const worstErrors = stalledMs.map((truth, index) => Math.abs(truth - (reportedMs[index] ?? 0)) / toleranceMs(truth));
  const worst = Math.max(...worstErrors);
  if (worst <= 1) return [];
  return [
    {
      fact: `${reported} Each may be off by ${TOLERANCE.ms} ms or 15 %.`,
      question: 'Does your meter ask again while an earlier question is still waiting?',
      isClear: worst > 3,
      isTimed: true,
    },
  ];
}

interface Report {
  readonly stalledMs: readonly number[];
  /** p95 of the server's own monitorEventLoopDelay. */
  readonly believedP95Ms: number;
  readonly tookMs: number;
}

async function check(referee: Referee): Promise<Attempt> {
  const script = stallScript(Math.floor(Math.random() * SEED_COUNT));
  await using server = await referee.start(HIDDEN_STALLS, [JSON.stringify(script)]);
  await using meter = await referee.start(referee.file('meter.ts'), [server.baseUrl]);
  const reportedMs: number[] = [];
  meter.onMessage((message) => {
    if (typeof message === 'object' && message !== null && 'stalledMs' in message)
      reportedMs.push(Number(message.stalledMs));
  });
  // The harness's own probe asks beside the meter: what it waits now is the machine's noise.
  const control = await referee.measure(server, { askings: [], durationMs: CONTROL_MS });
  const falseAlarms = reportedMs.splice(0);
  const over = AbortSignal.any([referee.signal, meter.lost]);
  const answer = await fetch(`${server.baseUrl}/stalls`, { signal: over });
  const { stalledMs, believedP95Ms, tookMs } = (await answer.json()) as Report;
  await delay(TOLERANCE.ms, undefined, { signal: over });
  const alarm: Miss = {
    fact: `Nothing stalled, and your meter reported ${listOf(falseAlarms)}.`,
    question: 'How long may an answer take before you call it a stall?',
    isClear: falseAlarms.length > STALL_COUNT && control.noiseMs < TOLERANCE.ms,
    isTimed: true,
  };
  return {
    misses: [...(falseAlarms.length === 0 ? [] : [alarm]), ...reportMisses(stalledMs, reportedMs)],
    facts: [
      `${STALL_COUNT} hidden stalls: ${listOf(stalledMs)}. Your meter reported ${listOf(reportedMs)}, and nothing while nothing stalled.`,
      `It stood still for ${formatShare(stalledMs.reduce((sum, ms) => sum + ms, 0) / tookMs)} of the time. Its own monitorEventLoopDelay says p95 ${formatMs(believedP95Ms)}: it takes no samples during a stall.`,
    ],
    noiseMs: control.noiseMs,
    output: meter.output(),
  };
}

export const oneHandler: Lesson = {
  number: 1,
  name: 'one-handler',
  folder: new URL('./', import.meta.url),
  mainFile: 'meter.ts',
  predictions: [
    {
      question: (workMs) =>
        `Somebody asks for one job, which takes ${formatMs(workMs)} alone. How long does the slowest GET /health beside it take?`,
      unit: 'ms',
    },
    {
      question: (workMs) =>
        `${CROWD_COUNT} people ask for such a job (${formatMs(workMs)}) at the same moment. When does the last of them have an answer?`,
      unit: 'ms',
    },
  ],
  run,
  check,
};
