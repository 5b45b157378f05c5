import { servingIds } from '../serving-ids.ts';
import { LATE_MS, longestSilenceMs } from '../stalls.ts';
import type { Beat, Connections, JobSight } from '../wire.ts';
import { type LaneModel, lengthText } from './model.ts';

/** A server of several processes, one by one. Runs in the page with its types stripped. */
const SHOWN_CONNECTIONS = 60;

export const hasProcesses = ({ processIds }: LaneModel): boolean => servingIds(processIds).length > 1;

/** Only what one of its processes did; a job whose client has no answer yet could be anywhere. */
export function laneOfProcess(lane: LaneModel, processId: number): LaneModel {
  const rows = new Map<string, number>();
  const jobs = [...lane.jobs.values()]
    .filter((job) => job.processId === processId)
    .map((job): [string, JobSight] => {
      const jobIndex = rows.get(job.runId) ?? 0;
      rows.set(job.runId, jobIndex + 1);
      return [`${job.runId} ${jobIndex}`, { ...job, jobIndex }];
    });
  return {
    ...lane,
    beats: lane.beats.filter((beat) => beat.processId === processId),
    waitingSinceMs: lane.processWaits.find((wait) => wait.processId === processId)?.sinceMs ?? null,
    jobs: new Map(jobs),
  };
}

/** From 1, as people count. */
function heldAt(beats: readonly Beat[], processId: number): number[] {
  const owners = new Map<number, number | undefined>();
  for (const { connectionIndex, processId: owner } of beats.slice(-SHOWN_CONNECTIONS))
    if (connectionIndex !== undefined) owners.set(connectionIndex, owner);
  return [...owners].flatMap(([index, owner]) => (owner === processId ? [index + 1] : [])).toSorted((a, b) => a - b);
}

function comesText(beats: readonly Beat[], processId: number, connections: Connections): string {
  if (connections === 'held') {
    const held = heldAt(beats, processId);
    return held.length === 0 ? 'no held connection' : `held connections ${held.join(', ')}`;
  }
  const news = beats
    .filter(({ connectionIndex, processId: owner }) => connectionIndex === undefined && owner !== undefined)
    .slice(-SHOWN_CONNECTIONS);
  if (news.length === 0) return 'new connections: none yet';
  const own = news.filter(({ processId: owner }) => owner === processId);
  return `${own.length} of the last ${news.length} new connections`;
}

/** "process 4711: held connections 1, 3; waited up to 402 ms in the last run". */
export function processText(lane: LaneModel, processId: number, connections: Connections): string {
  const comes = `process ${processId}: ${comesText(lane.beats, processId, connections)}`;
  const { run } = lane;
  if (run === null || run.state !== 'ended') return comes;
  const { startedAtMs, endedAtMs, sentAtMs } = run;
  if (startedAtMs === null || endedAtMs === null || sentAtMs === null) return comes;
  const during = lane.beats.filter(
    (beat) => beat.processId === processId && beat.dueAtMs >= startedAtMs && beat.dueAtMs <= endedAtMs,
  );
  if (during.length === 0) return comes;
  // As long as there were jobs, as for the whole lane.
  const asked = during.filter(({ dueAtMs }) => dueAtMs >= sentAtMs && dueAtMs <= sentAtMs + run.lastReplyMs);
  const late = asked.filter(({ waitMs }) => (waitMs ?? 0) > LATE_MS);
  return `${comes}; last run: waited up to ${lengthText(longestSilenceMs(during))}, ${late.length} of ${asked.length} held up`;
}
