import { setTimeout as delay } from 'node:timers/promises';
import { nowMs } from '../../servers/telemetry.ts';
import type { AskerCommand, JobPlan } from './asker-wire.ts';
import { CALM_PERIOD_MS } from './heartbeat-asker.ts';
import type { Lane } from './lane.ts';
import { lateShare, longestSilenceMs } from './stalls.ts';
import type { Beat, JobSight, RunSight } from './wire.ts';

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
  readonly raceId: string;
}

interface CurrentRun {
  readonly runId: string;
  readonly laneName: string;
  readonly jobCount: number;
  readonly jobs: Map<number, JobSight>;
  readonly beats: Beat[];
  readonly ended: PromiseWithResolvers<void>;
}

const newSight = ({ runId, lane, jobCount, raceId }: RunRequest): RunSight => ({
  runId,
  laneName: lane.name,
  jobCount,
  raceId,
  state: 'waiting',
  startedAtMs: null,
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
  readonly #waiting: RunRequest[] = [];
  #current: CurrentRun | null = null;
  #plan: JobPlan | null = null;

  constructor(tell: (command: AskerCommand) => void, onChange: (run: RunSight) => void) {
    this.#tell = tell;
    this.#onChange = onChange;
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
    if (this.#plan === null || this.#waiting.length + requests.length > MOST_WAITING) return false;
    this.#waiting.push(...requests);
    for (const request of requests) this.#onChange(newSight(request));
    void this.#next();
    return true;
  }

  /** Forgets those in line and lets go of the one under way. What a server has begun it may still finish. */
  stopAll(): void {
    for (const request of this.#waiting.splice(0)) this.#onChange({ ...newSight(request), state: 'stopped' });
    this.#tell({ kind: 'drop' });
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
    const current: CurrentRun = {
      runId,
      laneName,
      jobCount,
      jobs: new Map(),
      beats: [],
      ended: Promise.withResolvers(),
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
    await delay(BEFORE_MS);
    this.#tell({ kind: 'ask', laneName, runId, jobCount, plan: this.#plan });
    const limit = new AbortController();
    await Promise.race([
      current.ended.promise,
      delay(RUN_LIMIT_MS, undefined, { signal: limit.signal }).catch(() => {}),
    ]);
    limit.abort();
    await delay(AFTER_MS);
    this.#tell({ kind: 'pace', laneName, periodMs: CALM_PERIOD_MS });
    const isStopped = [...current.jobs.values()].some(({ state }) => state === 'stopped');
    const ended = sumUp(running, current, startedAtMs);
    this.#onChange({ ...ended, state: isStopped ? 'stopped' : 'ended', endedAtMs: nowMs() });
  }
}
