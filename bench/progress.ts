import process from 'node:process';
import { SingleBar } from 'cli-progress';
import type { Trial } from '../stats/record.ts';
import { formatMs } from '../stats/units.ts';
import type { ResolvedScenario } from './levels.ts';
import type { BenchEvent } from './run.ts';
import type { TrialPlace } from './trial.ts';

/** Where a run stands, on standard error: one live line on a terminal, one line per trial elsewhere. */
export interface Progress extends Disposable {
  note(text: string): void;
  show(event: BenchEvent): void;
}

const MS_PER_SECOND = 1_000;
const SECONDS_PER_MINUTE = 60;

/** 75_000 -> "1 min 15 s". */
export function formatLength(ms: number): string {
  const seconds = Math.round(ms / MS_PER_SECOND);
  if (seconds < SECONDS_PER_MINUTE) return `${seconds} s`;
  return `${Math.floor(seconds / SECONDS_PER_MINUTE)} min ${seconds % SECONDS_PER_MINUTE} s`;
}

/** One trial in a few words: the longest that a neighbour waited under load, or why the trial is void. */
function resultText({ status, voidReason, streams }: Trial, { quietMs, loadMs }: ResolvedScenario): string {
  if (status === 'void') return `void: ${voidReason?.code} ${voidReason?.message}`;
  const worst = streams
    .filter(({ streamName }) => streamName.startsWith('neighbour'))
    .map(({ streamName, dueAtMs, latencyMs }) => {
      const isUnderLoad = (_: number, index: number): boolean => {
        const dueMs = dueAtMs[index] ?? 0;
        return dueMs >= quietMs && dueMs < quietMs + loadMs;
      };
      return `${streamName} up to ${formatMs(latencyMs.filter(isUnderLoad).reduce((most, ms) => Math.max(most, ms), 0))}`;
    });
  return worst.join(', ');
}

/** "blocking", "blocking at 8 clients". */
const placeText = ({ target, level }: TrialPlace): string =>
  level === null ? target.name : `${target.name} at ${level.name}`;

function lineProgress(trialCount: number, scenario: ResolvedScenario): Progress {
  let doneCount = 0;
  const write = (text: string): void => void process.stderr.write(`${text}\n`);
  return {
    note: write,
    show: (event) => {
      if (event.kind !== 'trial-finished') return;
      doneCount += 1;
      const { roundIndex } = event.place;
      const time = new Date().toISOString().slice(11, 19);
      const count = String(doneCount).padStart(String(trialCount).length);
      write(
        `${time}  ${count}/${trialCount}  round ${roundIndex + 1}  ${placeText(event.place)}: ${resultText(event.trial, scenario)}`,
      );
    },
    [Symbol.dispose]: () => {},
  };
}

function barProgress(trialCount: number, trialMs: number, scenario: ResolvedScenario): Progress {
  const bar = new SingleBar({
    format: '{bar} {done}/{count} trials, {left} left  {what}',
    barsize: 20,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    clearOnComplete: true,
    linewrap: false,
    stream: process.stderr,
  });
  let doneCount = 0;
  let isStarted = false;
  const totalMs = trialCount * trialMs;
  const update = (elapsedMs: number, what: string): void => {
    const spentMs = doneCount * trialMs + Math.min(elapsedMs, trialMs);
    const fields = { done: doneCount, count: trialCount, left: formatLength(totalMs - spentMs), what };
    if (isStarted) bar.update(spentMs, fields);
    else bar.start(totalMs, spentMs, fields);
    isStarted = true;
  };
  /** A line that stays, above the bar. */
  const note = (text: string): void => {
    if (isStarted) bar.stop();
    isStarted = false;
    process.stderr.write(`${text}\n`);
  };
  return {
    note,
    show: (event) => {
      if (event.kind === 'calibrated' || event.kind === 'sentinel') return;
      const what = `round ${event.place.roundIndex + 1}: ${placeText(event.place)}`;
      if (event.kind === 'trial-finished') {
        doneCount += 1;
        // A void trial deserves a line that stays.
        if (event.trial.status === 'void') note(`${what}: ${resultText(event.trial, scenario)}`);
      }
      update(event.kind === 'trial-progress' ? event.elapsedMs : 0, what);
    },
    [Symbol.dispose]: () => {
      if (isStarted) bar.stop();
    },
  };
}

/** @param trialMs how long one trial should take */
export function startProgress(trialCount: number, trialMs: number, scenario: ResolvedScenario): Progress {
  const isLive = process.stderr.isTTY && process.env['CI'] === undefined && process.env['TERM'] !== 'dumb';
  return isLive ? barProgress(trialCount, trialMs, scenario) : lineProgress(trialCount, scenario);
}
