import { expect, test } from 'vitest';
import type { JobSight, RunSight } from '../wire.ts';
import { newModel, see } from './model.ts';

const run = (laneName: string, racedAtMs: number | null, state: RunSight['state']): RunSight =>
  ({ runId: `${laneName} ${racedAtMs}`, laneName, racedAtMs, state }) as RunSight;
const raced = (laneName: string, racedAtMs: number) =>
  ({
    kind: 'raced',
    run: run(laneName, racedAtMs, 'ended'),
    beats: [{ dueAtMs: 1, waitMs: 2 }],
    jobs: [{ runId: `${laneName} ${racedAtMs}`, jobIndex: 0 } as JobSight],
  }) as const;

test('a race is known by its newest press: an older one, told later, changes nothing', () => {
  const model = newModel(['one', 'two']);
  see(model, raced('one', 200));
  see(model, raced('two', 100));
  expect([...model.raced.keys()]).toEqual(['one']);
  see(model, { kind: 'run', run: run('two', 300, 'waiting') });
  expect([...model.raced.keys()]).toEqual(['two']);
});

test('after a reload, what is over is not undone by how it came to be', () => {
  const model = newModel(['one']);
  see(model, raced('one', 200));
  for (const state of ['waiting', 'running', 'ended'] as const)
    see(model, { kind: 'run', run: run('one', 200, state) });
  expect(model.raced.get('one')?.run.state).toBe('ended');
  expect(model.raced.get('one')?.jobs).toHaveLength(1);
});

test('a run outside of a race leaves the race as it was', () => {
  const model = newModel(['one']);
  see(model, raced('one', 200));
  see(model, { kind: 'run', run: run('one', null, 'ended') });
  expect(model.raced.get('one')?.run.racedAtMs).toBe(200);
});

test('nobody waits at a server that is down', () => {
  const model = newModel(['one']);
  const processWaits = [{ processId: 7, sinceMs: 5 }];
  see(model, { kind: 'beats', laneName: 'one', beats: [], waitingSinceMs: 5, processWaits });
  expect(model.lanes.get('one')).toMatchObject({ waitingSinceMs: 5, processWaits });
  see(model, { kind: 'lane', laneName: 'one', state: 'down', sinceMs: 9, note: 'it died', processIds: [] });
  expect(model.lanes.get('one')).toMatchObject({ waitingSinceMs: null, processWaits: [] });
});
