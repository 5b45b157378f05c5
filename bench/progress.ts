import process from 'node:process';
import type { Trial } from '../stats/record.ts';
import { formatLength } from './length-text.ts';
import type { ResolvedScenario } from './levels.ts';
import { type LiveBlock, openLiveBlock } from './live-block.ts';
import { Pace } from './pace.ts';
import { type ProgressState, progressLines } from './progress-lines.ts';
import type { BenchEvent } from './run.ts';
import { tailOf, tailText } from './trial-tail.ts';
import type { TrialPlace } from './trial.ts';

/** The trials that are to come. */
export interface TrialsAhead {
  readonly trialCount: number;
  /** Whether there may be fewer. */
  readonly isAtMost: boolean;
  /** How long one should take. */
  readonly trialMs: number;
  readonly scenario: ResolvedScenario;
}

/** Where a run stands, on standard error: a live block on a terminal, a line with the time for each step elsewhere. */
export interface Progress extends Disposable {
  /** A line that stays. */
  note(text: string): void;
  /** What must be known before the first trial. @param plannedMs how long it should take */
  begin(title: string, plannedMs: number): void;
  expect(trials: TrialsAhead): void;
  show(event: BenchEvent): void;
}

const HEARTBEAT_COLUMNS = 16;

/** "blocking", "blocking at 8 clients". */
const placeText = ({ target, level }: TrialPlace): string =>
  level === null ? target.name : `${target.name} at ${level.name}`;

const trialText = (place: TrialPlace): string => `round ${place.roundIndex + 1}, ${placeText(place)}`;

/** Whoever pressed Ctrl-C knows why the trial ended. */
const isCutShort = ({ voidReason }: Trial): boolean => voidReason?.code === 'ERR_INTERRUPTED';

/** One trial in a few words: how long neighbours waited under load, or why the trial is void. */
function resultText(trial: Trial, scenario: ResolvedScenario): string {
  if (trial.status === 'void') return `void: ${trial.voidReason?.code} ${trial.voidReason?.message}`;
  const tail = tailOf(trial, scenario, HEARTBEAT_COLUMNS);
  return tail === null ? 'no neighbour was asked' : tailText(tail);
}

function lineProgress(): Progress {
  let ahead: TrialsAhead | null = null;
  let pace: Pace | null = null;
  const note = (text: string): void => {
    const time = new Date().toISOString().slice(11, 19);
    for (const line of text.split('\n')) process.stderr.write(`${time}  ${line.replaceAll(/\p{C}/gu, '?')}\n`);
  };
  return {
    note,
    begin: (title, plannedMs) => note(`${title}, about ${formatLength(plannedMs)}`),
    expect: (trials) => {
      ahead = trials;
      pace = new Pace(trials.trialCount, trials.trialMs);
    },
    show: (event) => {
      if (ahead === null || pace === null) return;
      const nowMs = performance.now();
      if (event.kind === 'trial-started') pace.started(nowMs);
      if (event.kind !== 'trial-finished' || isCutShort(event.trial)) return;
      pace.ended(nowMs);
      const { trialCount, isAtMost, scenario } = ahead;
      const count = String(pace.doneCount).padStart(String(trialCount).length);
      const left = `${isAtMost ? 'at most' : 'about'} ${formatLength(pace.leftMs(nowMs))} left`;
      note(`${count}/${trialCount}  ${trialText(event.place)}: ${resultText(event.trial, scenario)}; ${left}`);
    },
    [Symbol.dispose]: () => {},
  };
}

class LiveProgress implements Progress {
  #state: ProgressState = { pace: null, isAtMost: false, step: null, last: null };
  #scenario: ResolvedScenario | null = null;
  readonly #block: LiveBlock;

  constructor() {
    this.#block = openLiveBlock(process.stderr, 3, () => progressLines(this.#state, performance.now()));
  }

  note(text: string): void {
    this.#block.keep(text);
  }

  begin(title: string, plannedMs: number): void {
    this.#state = { ...this.#state, step: { title, plannedMs, startedAtMs: performance.now() } };
  }

  expect({ trialCount, trialMs, isAtMost, scenario }: TrialsAhead): void {
    this.#scenario = scenario;
    this.#state = { ...this.#state, pace: new Pace(trialCount, trialMs), isAtMost };
  }

  show(event: BenchEvent): void {
    const { pace } = this.#state;
    if (pace === null || this.#scenario === null) return;
    if (event.kind === 'trial-started') {
      pace.started(performance.now());
      this.begin(trialText(event.place), pace.trialMs());
    }
    if (event.kind !== 'trial-finished') return;
    pace.ended(performance.now());
    this.begin('between two trials', 0);
    const title = placeText(event.place);
    // A void trial deserves a line that stays.
    if (event.trial.status === 'void' && !isCutShort(event.trial))
      this.note(`${trialText(event.place)}: ${resultText(event.trial, this.#scenario)}`);
    const tail = tailOf(event.trial, this.#scenario, HEARTBEAT_COLUMNS);
    if (tail !== null) this.#state = { ...this.#state, last: { title, tail } };
  }

  [Symbol.dispose](): void {
    this.#block[Symbol.dispose]();
  }
}

/** Whether something that moves can be shown: to a person, on a terminal that has cursor and glyphs. */
function canMove(environment: NodeJS.ProcessEnv): boolean {
  if (!process.stderr.isTTY || (environment['CI'] ?? '') !== '') return false;
  if (environment['TERM'] === 'dumb' || environment['TERM'] === 'linux') return false;
  const locale = ['LC_ALL', 'LC_CTYPE', 'LANG'].map((name) => environment[name] ?? '').find((value) => value !== '');
  return locale === undefined || /utf-?8/iu.test(locale);
}

export const startProgress = (): Progress => (canMove(process.env) ? new LiveProgress() : lineProgress());
