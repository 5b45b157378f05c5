import { type Stall, stallsOf } from '../stalls.ts';
import type { Beat, Connections, JobSight, LaneState, LiveEvent, ProcessWait, RunSight, Tally } from '../wire.ts';

/** What a page knows. Runs in the page with its types stripped. */
export interface LaneModel {
  readonly name: string;
  beats: Beat[];
  waitingSinceMs: number | null;
  processWaits: readonly ProcessWait[];
  jobs: Map<string, JobSight>;
  /** The last one, under way or over. */
  run: RunSight | null;
  state: LaneState;
  note: string;
  processIds: readonly number[];
  /** Times without a server; the end is null while there is none. */
  downs: { fromMs: number; toMs: number | null }[];
  inside: { readonly delayMsP99: number; readonly delayMsMax: number } | null;
  tally: Tally;
}

/** A run of a race; with all that its strip is drawn from when it is over. */
export interface Raced {
  readonly run: RunSight;
  readonly beats: readonly Beat[];
  readonly jobs: readonly JobSight[];
}

export interface LiveModel {
  readonly lanes: Map<string, LaneModel>;
  /** W; 0 until it is known. */
  taskMs: number;
  idleMsP99: number | null;
  /** The runs of the last race, by lane. */
  readonly raced: Map<string, Raced>;
  /** When it was pressed; 0 before the first one. */
  racedAtMs: number;
  connections: Connections;
  /** When the conductor sent its last message, by its clock. */
  newestAtMs: number;
}

const KEPT_MS = 62_000;

export function newModel(laneNames: readonly string[]): LiveModel {
  const lanes = laneNames.map((name): [string, LaneModel] => [
    name,
    {
      name,
      beats: [],
      waitingSinceMs: null,
      processWaits: [],
      jobs: new Map(),
      run: null,
      state: 'starting',
      note: '',
      processIds: [],
      downs: [],
      inside: null,
      tally: [0, 0, 0, 0],
    },
  ]);
  return {
    lanes: new Map(lanes),
    taskMs: 0,
    idleMsP99: null,
    raced: new Map(),
    racedAtMs: 0,
    connections: 'held',
    newestAtMs: 0,
  };
}

function seeState(lane: LaneModel, event: LiveEvent & { readonly kind: 'lane' }): void {
  const last = lane.downs.at(-1);
  if (event.state === 'up') {
    if (last?.toMs === null) last.toMs = event.sinceMs;
  } else if (last?.toMs !== null) lane.downs.push({ fromMs: event.sinceMs, toMs: null });
  if (event.state !== 'up') {
    lane.waitingSinceMs = null;
    lane.processWaits = [];
  }
  lane.state = event.state;
  lane.note = event.note;
  lane.processIds = event.processIds;
}

function seeRun(model: LiveModel, lane: LaneModel, run: RunSight): void {
  // Others wait in line; what is shown is what runs, or has run last.
  if (run.state !== 'waiting' || lane.run === null || lane.run.state !== 'running') lane.run = run;
  seeRaced(model, { run, beats: [], jobs: [] });
}

/** Of an older race nothing is kept. */
function seeRaced(model: LiveModel, raced: Raced): void {
  const { racedAtMs, laneName } = raced.run;
  if (racedAtMs === null || racedAtMs < model.racedAtMs) return;
  if (racedAtMs > model.racedAtMs) {
    model.racedAtMs = racedAtMs;
    model.raced.clear();
  }
  // After a reload it is told again how it came to be; what is over stays so.
  const isKnown = (model.raced.get(laneName)?.jobs.length ?? 0) > 0;
  if (!isKnown || raced.jobs.length > 0) model.raced.set(laneName, raced);
}

/** Takes one event in. Events may come twice: after a reload what is true now comes first, and then how it came to be. */
export function see(model: LiveModel, event: LiveEvent): void {
  if (event.kind === 'machine') {
    model.taskMs = event.taskMs;
    return;
  }
  if (event.kind === 'noise') {
    model.idleMsP99 = event.idleMsP99;
    return;
  }
  if (event.kind === 'connections') {
    model.connections = event.connections;
    return;
  }
  if (event.kind === 'raced') {
    seeRaced(model, event);
    return;
  }
  const lane = model.lanes.get(event.kind === 'run' ? event.run.laneName : event.laneName);
  if (lane === undefined) return;
  switch (event.kind) {
    case 'lane':
      seeState(lane, event);
      return;
    case 'beats':
      lane.beats.push(...event.beats);
      lane.waitingSinceMs = event.waitingSinceMs;
      lane.processWaits = event.processWaits;
      return;
    case 'job':
      lane.jobs.set(`${event.job.runId} ${event.job.jobIndex}`, event.job);
      return;
    case 'run':
      seeRun(model, lane, event.run);
      return;
    case 'inside':
      lane.inside = event;
      return;
    case 'tally':
      lane.tally = event.votes;
  }
}

/** Forgets what nobody can look back at. */
export function forget(model: LiveModel): void {
  const fromMs = model.newestAtMs - KEPT_MS;
  for (const lane of model.lanes.values()) {
    lane.beats = lane.beats.filter(({ dueAtMs }) => dueAtMs >= fromMs);
    lane.downs = lane.downs.filter(({ toMs }) => toMs === null || toMs >= fromMs);
    for (const [key, { endedAtMs }] of lane.jobs) if (endedAtMs !== null && endedAtMs < fromMs) lane.jobs.delete(key);
  }
}

/** What stands in a window of time: whole stalls, and the one that goes on. */
export function stallsBetween(lane: LaneModel, fromMs: number, toMs: number): readonly Stall[] {
  const near = lane.beats.filter(({ dueAtMs, waitMs }) => dueAtMs + (waitMs ?? 0) >= fromMs && dueAtMs <= toMs);
  return stallsOf(near);
}

/** "402 ms", "1.61 s". */
export const lengthText = (ms: number): string =>
  ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(2)} s`;

export const shareText = (share: number): string => `${(share * 100).toFixed(share > 0 && share < 0.1 ? 1 : 0)} %`;
