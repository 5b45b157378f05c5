import { expect, test, vi } from 'vitest';
import type { AskerCommand } from './asker-wire.ts';
import type { Lane } from './lane.ts';
import { type RunRequest, Runs } from './runs.ts';
import type { JobSight, RunSight } from './wire.ts';

const PLAN = { taskName: 'spin', input: null, output: null };
const request = (runId: string, racedAtMs: number | null = null): RunRequest => ({
  runId,
  lane: { name: `lane of ${runId}`, baseUrl: 'http://127.0.0.1:9' } as Lane,
  jobCount: 1,
  racedAtMs,
});
const sight = (runId: string): JobSight => ({
  runId,
  jobIndex: 0,
  state: 'done',
  sentAtMs: 1_000,
  startedAtMs: 1_001,
  finishedAtMs: 1_400,
  endedAtMs: 1_402,
  problem: '',
});

/** Runs whose asker answers each job at once, or never. */
function open({ isAnswering, isGone = false }: { readonly isAnswering: boolean; readonly isGone?: boolean }) {
  const commands: AskerCommand[] = [];
  const told: RunSight[] = [];
  const raced: { readonly run: RunSight; readonly jobs: readonly JobSight[] }[] = [];
  const runs = new Runs(
    (command) => {
      commands.push(command);
      if (command.kind === 'ask' && isAnswering) runs.seeJob(sight(command.runId));
      if (command.kind === 'drop' && !isGone)
        for (const { runId } of told) runs.seeJob({ ...sight(runId), state: 'stopped' });
    },
    (run) => told.push(run),
    (race) => raced.push(race),
  );
  return { runs, commands, told, raced, last: (runId: string) => told.findLast((run) => run.runId === runId)?.state };
}

test('nothing is taken before the task is known', () => {
  expect(open({ isAnswering: true }).runs.add([request('a')])).toBe(false);
});

test('one run after the other, and what was seen of a race is told at the end of each', async () => {
  const { runs, told, raced, last } = open({ isAnswering: true });
  runs.begin(PLAN);
  expect(runs.add([request('a', 5)])).toBe(true);
  expect(runs.add([request('b', 5)])).toBe(true);
  await vi.waitFor(() => expect(last('b')).toBe('ended'), 10_000);
  expect(told.filter(({ state }) => state !== 'waiting').map(({ runId, state }) => `${runId} ${state}`)).toEqual([
    'a running',
    'a ended',
    'b running',
    'b ended',
  ]);
  expect(raced.map(({ run, jobs }) => [run.runId, run.sentAtMs, jobs.length])).toEqual([
    ['a', 1_000, 1],
    ['b', 1_000, 1],
  ]);
});

test('stopAll() before the jobs were sent: none is sent, and those in line are left out', async () => {
  const { runs, commands, last } = open({ isAnswering: true });
  runs.begin(PLAN);
  runs.add([request('a'), request('b')]);
  expect(runs.stopAll()).toEqual({ laneName: 'lane of a', waitingCount: 1 });
  await vi.waitFor(() => expect([last('a'), last('b')]).toEqual(['stopped', 'stopped']), 10_000);
  expect(commands.filter(({ kind }) => kind === 'ask')).toEqual([]);
  expect(runs.stopAll()).toEqual({ laneName: null, waitingCount: 0 });
});

test('stopAll() while jobs are under way lets go of them, and the next run is taken', async () => {
  const { runs, commands, last } = open({ isAnswering: false });
  runs.begin(PLAN);
  runs.add([request('a')]);
  await vi.waitFor(() => expect(commands.some(({ kind }) => kind === 'ask')).toBe(true), 10_000);
  runs.stopAll();
  await vi.waitFor(() => expect(last('a')).toBe('stopped'), 10_000);
  expect(runs.add([request('b')])).toBe(true);
  runs.stopAll();
});

test('twelve runs may wait; a race of more lanes may too, when nothing else does', () => {
  const { runs } = open({ isAnswering: false });
  runs.begin(PLAN);
  const many = Array.from({ length: 20 }, (_, index) => request(String(index), 5));
  expect(runs.add(many)).toBe(true);
  expect(runs.add([request('one more')])).toBe(false);
  runs.stopAll();
});

test('close() ends a run of whose jobs nothing more is heard', async () => {
  const { runs, commands, last } = open({ isAnswering: false, isGone: true });
  runs.begin(PLAN);
  runs.add([request('a')]);
  await vi.waitFor(() => expect(commands.some(({ kind }) => kind === 'ask')).toBe(true), 10_000);
  runs.close();
  await vi.waitFor(() => expect(last('a')).toBe('stopped'), 10_000);
});
