import { expect, test } from 'vitest';
import { type JobStatus, backwardStep, statusOf } from './job-status.ts';

test.each<{ status: number; body: unknown; told: JobStatus }>([
  { status: 200, body: { state: 'queued' }, told: { state: 'queued' } },
  { status: 200, body: { state: 'running', waitedMs: 3 }, told: { state: 'running' } },
  { status: 200, body: { state: 'done', digest: 'd1' }, told: { state: 'done', digest: 'd1' } },
  { status: 200, body: { state: 'failed', code: 'WORK_FAILED' }, told: { state: 'failed', code: 'WORK_FAILED' } },
  { status: 404, body: '', told: { state: 'unknown' } },
  { status: 410, body: '', told: { state: 'unknown' } },
  { status: 200, body: { state: 'done' }, told: { state: 'unreadable' } },
  { status: 200, body: { state: 'failed' }, told: { state: 'unreadable' } },
  { status: 200, body: { state: 'failed', code: 'It went wrong' }, told: { state: 'unreadable' } },
  { status: 200, body: { done: false }, told: { state: 'unreadable' } },
  { status: 500, body: { state: 'failed', code: 'WORK_FAILED' }, told: { state: 'unreadable' } },
  { status: 200, body: null, told: { state: 'unreadable' } },
])('statusOf() of $status with $body is $told.state', ({ told, ...reply }) => {
  expect(statusOf(reply)).toEqual(told);
});

const STATUSES = {
  queued: { state: 'queued' },
  running: { state: 'running' },
  done: { state: 'done', digest: 'd1' },
  failed: { state: 'failed', code: 'F' },
  unknown: { state: 'unknown' },
} as const;

test.each<{ states: readonly (keyof typeof STATUSES)[]; step: string | undefined }>([
  { states: ['queued', 'queued', 'running', 'running', 'done', 'done'], step: undefined },
  { states: ['queued', 'done'], step: undefined },
  { states: ['running', 'failed', 'failed'], step: undefined },
  { states: ['running', 'queued'], step: 'running, then queued' },
  { states: ['queued', 'done', 'running'], step: 'done, then running' },
  { states: ['failed', 'done'], step: 'failed, then done' },
  { states: ['done', 'unknown'], step: 'done, then unknown' },
])('backwardStep() of $states is $step', ({ states, step }) => {
  expect(backwardStep(states.map((state) => STATUSES[state]))).toBe(step);
});
