import { randomBytes } from 'node:crypto';
import { calibrate } from '../../bench/calibrate.ts';
import { type Child, startChild } from '../../bench/child.ts';
import type { Launcher } from '../../bench/setup.ts';
import { nowMs } from '../../servers/telemetry.ts';
import { percentile } from '../../stats/percentile.ts';
import type { AskerCommand, AskerMessage, JobPlan } from './asker-wire.ts';
import { EventLog, type LoggedMessage } from './event-log.ts';
import { Lane } from './lane.ts';
import { type RunRequest, Runs } from './runs.ts';
import { servingIds } from './serving-ids.ts';
import type { Beat, Connections, LiveEvent, Stopped, Tally } from './wire.ts';

/** What all lanes are asked to do. */
export const LIVE_TASK = 'spin';
/** How often what happened is told to the pages. */
const TELL_MS = 100;
const INSIDE_MS = 1_000;
const MINUTE_MS = 60_000;
/** Neighbours of an idle machine that its noise is told from. */
const NOISE_COUNT = 200;
const QUEUE_LIMIT_COUNT = 100;
/** A server that starts takes the cores of the others for a moment. */
const CALM_AFTER_MS = 3_000;
/** The task may be longer or shorter than was asked for by this much; its real time is what is shown. */
const OFF_SHARE = 0.2;
const MOST_TRIES = 3;
/** Pressing the same thing again does nothing; only so many are remembered. */
const MOST_CLICKS = 1_000;

export interface ConductorOptions {
  readonly lanes: readonly { readonly name: string; readonly strategyName: string }[];
  /** How long one task should take, in ms. */
  readonly taskMs: number;
  readonly workerCount: number;
  readonly launcher: Launcher;
}

type Listener = (message: LoggedMessage) => void;

/** Runs the servers and the asker, and tells what happens. Serves nothing itself. */
export class Conductor implements AsyncDisposable {
  readonly log = new EventLog(randomBytes(4).toString('hex'));
  readonly #options: ConductorOptions;
  readonly #runs: Runs;
  readonly #asker: Child<AskerCommand, AskerMessage>;
  readonly #listeners = new Set<Listener>();
  readonly #timers: NodeJS.Timeout[];
  readonly #clicks = new Set<string>();
  readonly #votes = new Map<string, Map<string, number>>();
  readonly #delays = new Map<string, { atMs: number; delayMs: number }[]>();
  #lanes: readonly Lane[] = [];
  #pending: LiveEvent[] = [];
  #calmFromMs = Infinity;
  #idleWaits: number[] = [];

  constructor(options: ConductorOptions) {
    this.#options = options;
    this.#asker = startChild<AskerCommand, AskerMessage>({
      entry: new URL('asker-process.ts', import.meta.url),
      stop: () => {},
      stopMs: 0,
    });
    this.#asker.onMessage((message) => this.#hear(message));
    this.#runs = new Runs(
      (command) => this.#asker.tell(command),
      (run) => this.#note({ kind: 'run', run }),
      (race) => this.#note({ kind: 'raced', ...race }),
    );
    this.#note({ kind: 'connections', connections: 'held' });
    this.#note({ kind: 'machine', state: 'calibrating', taskMs: 0 });
    this.#timers = [setInterval(() => this.#tell(), TELL_MS), setInterval(() => this.#look(), INSIDE_MS)];
  }

  /** Ends, with the reason, when the neighbours are gone: then the page would show silence where there is none. */
  get askerEnded(): Promise<string> {
    return this.#asker.ended;
  }

  /**
   * Times the task, then starts the servers: they would take the cores from it.
   *
   * @throws {HarnessError} ERR_CALIBRATION; the signal's reason
   */
  async start(signal: AbortSignal): Promise<void> {
    const { lanes, workerCount, launcher } = this.#options;
    const { plan, takenMs } = await this.#timedPlan(signal);
    if (signal.aborted) return;
    this.#runs.begin(plan);
    this.#note({ kind: 'machine', state: 'ready', taskMs: takenMs });
    const settings = { workerCount, queueLimitCount: QUEUE_LIMIT_COUNT };
    this.#lanes = lanes.map((lane) => new Lane({ ...lane, settings, launcher, onChange: (one) => this.#follow(one) }));
    for (const lane of this.#lanes) this.#follow(lane);
  }

  listen(listener: Listener): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  /** @returns why not; null when taken, or when the same click was taken before */
  run(clickId: string, laneNames: readonly string[], jobCount: number): string | null {
    if (this.#clicks.has(clickId)) return null;
    const isRace = laneNames.length > 1;
    const racedAtMs = isRace ? nowMs() : null;
    const requests = laneNames.flatMap((laneName, index): RunRequest[] => {
      const lane = this.#lanes.find(({ name }) => name === laneName);
      if (lane === undefined || (isRace && lane.state !== 'up')) return [];
      return [{ runId: `${clickId}-${index}`, lane, jobCount, racedAtMs }];
    });
    if (requests.length === 0) return 'No such server is up yet; wait until its lane shows a process';
    const missing = requests.find(({ lane }) => lane.state !== 'up')?.lane;
    if (missing?.state === 'given-up') return `This server is not up: ${missing.note}`;
    if (missing !== undefined) return 'This server is not up; it comes back by itself';
    if (!this.#runs.add(requests))
      return 'Enough runs wait in line, or the task is not timed yet; try again in a moment';
    this.#remember(clickId);
    return null;
  }

  /** Forgets the runs in line, and lets go of the jobs under way. */
  stopAll(): Stopped {
    return this.#runs.stopAll();
  }

  /** For all servers of several processes, and for everybody who looks. */
  connect(connections: Connections): void {
    this.#asker.tell({ kind: 'connect', connections });
    this.#note({ kind: 'connections', connections });
  }

  /** One vote for each browser and lane; the last one counts. @param choice 0..3 */
  vote(visitor: string, laneName: string, choice: number): void {
    if (!this.#lanes.some(({ name }) => name === laneName)) return;
    const votes = this.#votes.get(laneName) ?? new Map<string, number>();
    votes.set(visitor, choice);
    this.#votes.set(laneName, votes);
    const counts: [number, number, number, number] = [0, 0, 0, 0];
    for (const one of votes.values()) counts[one as 0 | 1 | 2 | 3] += 1;
    this.#note({ kind: 'tally', laneName, votes: counts satisfies Tally });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    this.#runs.close();
    await Promise.all([this.#asker[Symbol.asyncDispose](), ...this.#lanes.map((lane) => lane[Symbol.asyncDispose]())]);
  }

  /** The task scaled to its length; again where a busy machine made the first scale a wrong one. */
  async #timedPlan(signal: AbortSignal): Promise<{ readonly plan: JobPlan; readonly takenMs: number }> {
    const { taskMs, launcher } = this.#options;
    let plan: JobPlan = { taskName: LIVE_TASK, input: { iterations: 20_000_000 }, output: null };
    let takenMs = 0;
    for (let tryCount = 0; tryCount < MOST_TRIES; tryCount += 1) {
      const { samplesMs, input, output } = await calibrate(
        { taskName: plan.taskName, input: plan.input, taskMs },
        launcher,
        signal,
      );
      plan = { ...plan, input, output };
      takenMs = percentile(
        samplesMs.toSorted((a, b) => a - b),
        0.5,
      );
      if (Math.abs(takenMs / taskMs - 1) < OFF_SHARE) break;
    }
    return { plan, takenMs };
  }

  #remember(clickId: string): void {
    this.#clicks.add(clickId);
    const [oldest] = this.#clicks;
    if (this.#clicks.size > MOST_CLICKS && oldest !== undefined) this.#clicks.delete(oldest);
  }

  #note(event: LiveEvent): void {
    this.#pending.push(event);
  }

  #follow({ name: laneName, state, sinceMs, note, processIds, baseUrl }: Lane): void {
    this.#calmFromMs = sinceMs + CALM_AFTER_MS;
    this.#note({ kind: 'lane', laneName, state, sinceMs, note, processIds });
    const processCount = Math.max(1, servingIds(processIds).length);
    this.#asker.tell(
      baseUrl === null ? { kind: 'unwatch', laneName } : { kind: 'watch', laneName, baseUrl, processCount },
    );
  }

  #hear(message: AskerMessage): void {
    switch (message.kind) {
      case 'beats':
        this.#runs.seeBeats(message.laneName, message.beats);
        this.#note(message);
        this.#judgeNoise(message.beats);
        return;
      case 'job':
        this.#runs.seeJob(message.job);
        this.#note(message);
    }
  }

  #judgeNoise(beats: readonly Beat[]): void {
    if (!this.#runs.isIdle) return;
    const calm = beats.filter(({ dueAtMs }) => dueAtMs > this.#calmFromMs);
    this.#idleWaits.push(...calm.flatMap(({ waitMs }) => (waitMs === null ? [] : [waitMs])));
    if (this.#idleWaits.length < NOISE_COUNT) return;
    this.#note({
      kind: 'noise',
      idleMsP99: percentile(
        this.#idleWaits.toSorted((a, b) => a - b),
        0.99,
      ),
    });
    this.#idleWaits = [];
  }

  /** Of processes that answer requests, the worst: threads and helpers of theirs do not. */
  #look(): void {
    for (const lane of this.#lanes) {
      const samples = lane
        .takeTelemetry()
        .filter(({ threadId, processId }) => threadId === 0 && lane.processIds.includes(processId));
      const atMs = nowMs();
      const news = samples.map((sample) => ({ atMs: sample.atMs, delayMs: sample.loopDelayMsMax }));
      const kept = [...(this.#delays.get(lane.name) ?? []), ...news].filter((one) => one.atMs > atMs - MINUTE_MS);
      this.#delays.set(lane.name, kept);
      if (samples.length === 0) continue;
      const delayMsP99 = Math.max(...samples.map(({ loopDelaySoFar }) => loopDelaySoFar?.msP99 ?? 0));
      const delayMsMax = Math.max(...kept.map(({ delayMs }) => delayMs));
      this.#note({ kind: 'inside', laneName: lane.name, delayMsP99, delayMsMax });
    }
  }

  #tell(): void {
    if (this.#pending.length === 0) return;
    const message = this.log.append(nowMs(), this.#pending);
    this.#pending = [];
    for (const listener of this.#listeners) listener(message);
  }
}
