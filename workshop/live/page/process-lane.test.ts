import { expect, test } from 'vitest';
import type { JobSight, RunSight } from '../wire.ts';
import { type LaneModel, newModel } from './model.ts';
import { hasProcesses, laneOfProcess, processText } from './process-lane.ts';

const job = (jobIndex: number, processId?: number): JobSight => ({
  runId: 'run',
  jobIndex,
  state: 'done',
  sentAtMs: 300,
  startedAtMs: 310,
  finishedAtMs: 700,
  endedAtMs: 705,
  problem: '',
  ...(processId === undefined ? {} : { processId }),
});

const run = {
  runId: 'run',
  state: 'ended',
  startedAtMs: 0,
  sentAtMs: 300,
  endedAtMs: 1_000,
  lastReplyMs: 400,
} as RunSight;

/** Connections 0 and 2 are at process 11, which stands still from 300 to 700; 1 and 3 are at 12. */
function clusterLane(): LaneModel {
  const [lane] = newModel(['cluster']).lanes.values();
  const beats = Array.from({ length: 50 }, (_, index) => {
    const dueAtMs = index * 20;
    const processId = index % 2 === 0 ? 11 : 12;
    const isHeld = processId === 11 && dueAtMs >= 300 && dueAtMs < 700;
    return { dueAtMs, waitMs: isHeld ? 700 - dueAtMs : 2, processId, connectionIndex: index % 4 };
  });
  const jobs = [job(0, 11), job(1, 12), job(2, 11), job(3)];
  return {
    ...(lane as LaneModel),
    beats,
    run,
    processIds: [10, 11, 12],
    processWaits: [{ processId: 12, sinceMs: 990 }],
    jobs: new Map(jobs.map((one) => [`run ${one.jobIndex}`, one])),
  };
}

test('hasProcesses() of a cluster, whose first process answers nobody', () => {
  expect(hasProcesses(clusterLane())).toBe(true);
  expect(hasProcesses({ ...clusterLane(), processIds: [10, 11] })).toBe(false);
  expect(hasProcesses({ ...clusterLane(), processIds: [10] })).toBe(false);
});

test('laneOfProcess() has its own beats, waits and jobs, in rows without holes', () => {
  const own = laneOfProcess(clusterLane(), 11);
  expect(new Set(own.beats.map(({ processId }) => processId))).toEqual(new Set([11]));
  expect([...own.jobs.values()].map(({ jobIndex }) => jobIndex)).toEqual([0, 1]);
  expect(own.waitingSinceMs).toBeNull();
  expect(laneOfProcess(clusterLane(), 12).waitingSinceMs).toBe(990);
});

test('processText() tells whose connections are where, and what each process did to them', () => {
  // Those at 11 were due at 320, 360, ... 680 while there were jobs; all but the last waited more than 50 ms.
  expect(processText(clusterLane(), 11, 'held')).toBe(
    'process 11: held connections 1, 3; last run: waited up to 380 ms, 9 of 10 held up',
  );
  expect(processText(clusterLane(), 12, 'held')).toBe(
    'process 12: held connections 2, 4; last run: waited up to 2 ms, 0 of 11 held up',
  );
});

test('processText() of new connections counts them', () => {
  const lane = clusterLane();
  const beats = lane.beats.map(({ connectionIndex: _, ...beat }) => beat);
  expect(processText({ ...lane, beats, run: null }, 11, 'new')).toBe('process 11: 25 of the last 50 new connections');
  expect(processText({ ...lane, run: null }, 11, 'new')).toBe('process 11: new connections: none yet');
});
