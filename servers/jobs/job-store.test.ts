import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { exampleEnv } from '../example-env.ts';
import type { JobStatus } from '../strategy.ts';
import { JobStore } from './job-store.ts';
import { isRunning, processMark } from './process-mark.ts';

let env: ReturnType<typeof exampleEnv>;
beforeEach(() => {
  env = exampleEnv();
});
afterEach(() => env[Symbol.dispose]());

const open = (processId: number = process.pid): JobStore => new JobStore(env.dataFolder, processId);
const accept = (store: JobStore, id: string): JobStatus =>
  store.accept({ id, taskName: 'spin', input: { iterations: 1 } }, 100);
const RUN = { output: { hash: 'a' }, startedAtMs: 1, finishedAtMs: 3 };
const FAILURE = { code: 'ERR_TASK_FAILED', message: 'because' } as const;

/** A process that does nothing until it is killed. */
async function idleProcess(): Promise<{ readonly processId: number; readonly kill: () => Promise<void> }> {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'ignore' });
  await once(child, 'spawn');
  const exited = once(child, 'exit');
  return {
    processId: child.pid ?? 0,
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

test('JobStore tells how far a job has come, and its output', () => {
  using store = open();
  expect(accept(store, 'job')).toMatchObject({ state: 'queued', attemptCount: 0 });
  store.start('job');
  expect(store.status('job')).toMatchObject({ state: 'running', attemptCount: 1 });
  store.finish('job', RUN);
  expect(store.status('job')).toMatchObject({ state: 'done', attemptCount: 1, ...RUN });
});

test.each([
  { after: 'done', end: (store: JobStore) => store.finish('job', RUN) },
  { after: 'failed', end: (store: JobStore) => store.fail('job', FAILURE) },
  { after: 'cancelled', end: (store: JobStore) => store.cancel('job') },
])('JobStore moves a job that is $after nowhere else', ({ after, end }) => {
  using store = open();
  accept(store, 'job');
  store.start('job');
  end(store);
  const status = store.status('job');
  expect(status).toMatchObject({ state: after });
  expect(store.start('job')).toBe(false);
  store.finish('job', { ...RUN, output: 'another' });
  store.fail('job', { ...FAILURE, message: 'another' });
  store.cancel('job');
  expect(store.status('job')).toEqual(status);
});

test('JobStore starts nothing that was cancelled while it waited', () => {
  using store = open();
  accept(store, 'job');
  store.cancel('job');
  expect(store.start('job')).toBe(false);
});

test('JobStore tells after a restart that what a killed server had not done is lost, and what it had done is done', async () => {
  const { processId, kill } = await idleProcess();
  // Not disposed of: a killed server disposes of nothing.
  const killed = open(processId);
  for (const id of ['queued', 'running', 'done']) accept(killed, id);
  for (const id of ['running', 'done']) killed.start(id);
  killed.finish('done', RUN);
  await kill();
  using restarted = open();
  for (const id of ['queued', 'running']) {
    expect(restarted.status(id)).toMatchObject({ state: 'failed', code: 'ERR_JOB_LOST' });
  }
  expect(restarted.status('done')).toMatchObject({ state: 'done', ...RUN });
});

test('JobStore loses nothing of a server that lives: of its own cluster, or another on the same folder', async () => {
  const { processId, kill } = await idleProcess();
  accept(open(processId), 'of a living process');
  using store = open();
  expect(store.status('of a living process')).toMatchObject({ state: 'queued' });
  await kill();
});

test('JobStore tells that its own jobs are lost as soon as it is closed', () => {
  const closing = open();
  accept(closing, 'job');
  using other = open();
  closing[Symbol.dispose]();
  expect(other.status('job')).toMatchObject({ state: 'failed', code: 'ERR_JOB_LOST' });
});

test('a process that has the id of an ended one is not taken for it', async () => {
  const { processId, kill } = await idleProcess();
  const mark = processMark(processId);
  expect(isRunning(mark)).toBe(true);
  // The same id, begun at another time.
  expect(isRunning(`${processId}@1`)).toBe(false);
  await kill();
  expect(isRunning(mark)).toBe(false);
});
