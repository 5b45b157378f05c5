import { setTimeout as delay } from 'node:timers/promises';
import { nowMs } from '../../servers/telemetry.ts';
import type { AskerCommand, JobPlan } from './asker-wire.ts';
import { CALM_PERIOD_MS } from './heartbeat-asker.ts';
import type { Lane } from './lane.ts';
import { lateShare, longestSilenceMs } from './stalls.ts';
import type { Beat, JobSight, LiveEvent, RunSight, Stopped } from './wire.ts';

/** Between two neighbours during a run: a gap is told to within this. */
const RUN_PERIOD_MS = 20;
/** The neighbours are there before the jobs come, and stay until after. */
const BEFORE_MS = 300;
const AFTER_MS = 400;
/** A run that is not over by then is given up; its jobs have a limit of their own. */
const RUN_LIMIT_MS = 40_000;
/** A class that presses everything at once gets this many runs in line. */
const MOST_WAITING = 12;

export interface RunRequest {
  readonly runId: string;
  readonly lane: Lane;
  readonly jobCount: number;
  /** See {@link RunSight}. */
  readonly racedAtMs: number | null;
}

/** A run of a race that is over, with all that its strip is drawn from. */
type Raced = Omit<LiveEvent & { readonly kind: 'raced' }, 'kind'>;

interface CurrentRun {
  readonly runId: string;
  readonly laneName: string;
  readonly jobCount: number;
  readonly jobs: Map<number, JobSight>;
  readonly beats: Beat[];
  readonly ended: PromiseWithResolvers<void>;
  readonly stop: AbortController;
}

const newSight = ({ runId, lane, jobCount, racedAtMs }: RunRequest): RunSight => ({
  runId,
  laneName: lane.name,
  jobCount,
  racedAtMs,
  state: 'waiting',
  startedAtMs: null,
  sentAtMs: null,
  endedAtMs: null,
  silentMs: 0,
  stallShare: 0,
  lastReplyMs: 0,
  doneCount: 0,
  jobsWithoutOutput: 0,
});

/** What came of it. @param current with the beats of the whole run */
function sumUp(sight: RunSight, { jobs, beats }: CurrentRun, startedAtMs: number): RunSight {
  const all = [...jobs.values()];
  const doneCount = all.filter(({ state }) => state === 'done').length;
  const sentAtMs = Math.min(...all.map((job) => job.sentAtMs));
  const lastAtMs = Math.max(...all.map((job) => job.endedAtMs ?? job.sentAtMs));
  const during = beats.filter(({ dueAtMs, waitMs }) => dueAtMs + (waitMs ?? 0) >= startedAtMs);
  return {
    ...sight,
    sentAtMs: all.length === 0 ? null : sentAtMs,
    silentMs: longestSilenceMs(during),
    stallShare: lateShare(during.filter(({ dueAtMs }) => dueAtMs >= sentAtMs && dueAtMs <= lastAtMs)),
    lastReplyMs: all.length === 0 ? 0 : lastAtMs - sentAtMs,
    doneCount,
    jobsWithoutOutput: all.length - doneCount,
  };
}

/** One run after the other: two at once would take each other's cores, and a gap would not be its own server's. */
export class Runs {
  readonly #tell: (command: AskerCommand) => void;
  readonly #onChange: (run: RunSight) => void;
  readonly #onRaced: (race: Raced) => void;
  readonly #waiting: RunRequest[] = [];
  #current: CurrentRun | null = null;
  #plan: JobPlan | null = null;

  /** @param onRaced is given each run of a race at its end, with all that was seen of it */
  constructor(
    tell: (command: AskerCommand) => void,
    onChange: (run: RunSight) => void,
    onRaced: (race: Raced) => void,
  ) {
    this.#tell = tell;
    this.#onChange = onChange;
    this.#onRaced = onRaced;
  }

  /** Nothing runs before the task is known. */
  begin(plan: JobPlan): void {
    this.#plan = plan;
  }

  get isIdle(): boolean {
    return this.#current === null;
  }

  /** @returns whether they were taken: all or none */
  add(requests: readonly RunRequest[]): boolean {
    // A race may have more lanes than that.
    const isFull = this.#waiting.length > 0 && this.#waiting.length + requests.length > MOST_WAITING;
    if (this.#plan === null || isFull) return false;
    this.#waiting.push(...requests);
    for (const request of requests) this.#onChange(newSight(request));
    void this.#next();
    return true;
  }

  /** Forgets those in line and lets go of the one under way. What a server has begun it may still finish. */
  stopAll(): Stopped {
    const waiting = this.#waiting.splice(0);
    for (const request of waiting) this.#onChange({ ...newSight(request), state: 'stopped' });
    this.#tell({ kind: 'drop' });
    this.#current?.stop.abort();
    return { laneName: this.#current?.laneName ?? null, waitingCount: waiting.length };
  }

  /** As stopping, for when nobody is left to tell how the jobs ended. */
  close(): void {
    this.stopAll();
    this.#current?.ended.resolve();
  }

  seeBeats(laneName: string, beats: readonly Beat[]): void {
    if (this.#current?.laneName === laneName) this.#current.beats.push(...beats);
  }

  seeJob(job: JobSight): void {
    const current = this.#current;
    if (current?.runId !== job.runId) return;
    current.jobs.set(job.jobIndex, job);
    const endedCount = [...current.jobs.values()].filter(({ endedAtMs }) => endedAtMs !== null).length;
    if (endedCount === current.jobCount) current.ended.resolve();
  }

  async #next(): Promise<void> {
    if (this.#current !== null) return;
    const request = this.#waiting.shift();
    if (request === undefined) return;
    await this.#run(request);
    this.#current = null;
    void this.#next();
  }

  async #run(request: RunRequest): Promise<void> {
    const { runId, lane, jobCount } = request;
    const { name: laneName } = lane;
    const stop = new AbortController();
    const current: CurrentRun = {
      runId,
      laneName,
      jobCount,
      jobs: new Map(),
      beats: [],
      ended: Promise.withResolvers(),
      stop,
    };
    this.#current = current;
    const waiting = newSight(request);
    if (this.#plan === null || lane.baseUrl === null) {
      this.#onChange({ ...waiting, state: 'stopped' });
      return;
    }
    this.#tell({ kind: 'pace', laneName, periodMs: RUN_PERIOD_MS });
    const startedAtMs = nowMs();
    const running: RunSight = { ...waiting, state: 'running', startedAtMs };
    this.#onChange(running);
    await delay(BEFORE_MS, undefined, { signal: stop.signal }).catch(() => {});
    // Who is stopped before its jobs were sent has none to let go of.
    if (!stop.signal.aborted) await this.#ask(request, current, this.#plan);
    this.#tell({ kind: 'pace', laneName, periodMs: CALM_PERIOD_MS });
    const summed = sumUp(running, current, startedAtMs);
    const run: RunSight = { ...summed, state: stop.signal.aborted ? 'stopped' : 'ended', endedAtMs: nowMs() };
    this.#onChange(run);
    if (run.racedAtMs !== null) this.#onRaced({ run, beats: current.beats, jobs: [...current.jobs.values()] });
  }

  async #ask({ runId, lane, jobCount }: RunRequest, { ended }: CurrentRun, plan: JobPlan): Promise<void> {
    this.#tell({ kind: 'ask', laneName: lane.name, runId, jobCount, plan });
    const limit = new AbortController();
    await Promise.race([ended.promise, delay(RUN_LIMIT_MS, undefined, { signal: limit.signal }).catch(() => {})]);
    limit.abort();
    await delay(AFTER_MS);
  }
}
