import { expect, test } from 'vitest';
import { jobPath, readJob } from './job-answer.ts';

test.each([
  { status: 200, body: '{"state":"queued"}', reading: { kind: 'under-way', state: 'queued' } },
  { status: 200, body: '{"state":"done","output":[1]}', reading: { kind: 'ended', state: 'done', outcome: 'ok' } },
  { status: 200, body: '{"state":"done","output":[2]}', reading: { kind: 'ended', state: 'done', outcome: 'wrong' } },
  {
    status: 200,
    body: '{"state":"failed","code":"ERR_JOB_LOST"}',
    reading: { kind: 'ended', state: 'lost', outcome: 'lost' },
  },
  { status: 200, body: 'null', reading: { kind: 'ended', state: 'unknown', outcome: 'failed' } },
  { status: 200, body: '<html>', reading: { kind: 'ended', state: 'unknown', outcome: 'failed' } },
  { status: 404, body: '', reading: { kind: 'ended', state: 'lost', outcome: 'lost' } },
  { status: 410, body: '', reading: { kind: 'ended', state: 'lost', outcome: 'lost' } },
  { status: 503, body: '{"state":"done"}', reading: { kind: 'silent' } },
])('readJob() of $status $body is $reading', ({ status, body, reading }) => {
  expect(readJob(status, body, { expected: [1] })).toEqual(reading);
});

test('readJob() takes any output for right where none is expected', () => {
  expect(readJob(200, '{"state":"done"}', {})).toMatchObject({ outcome: 'ok' });
});

test.each([
  { body: '{"state":"failed","code":"ERR_TASK_FAILED"}', outcome: 'failed' },
  { body: '{"state":"failed","code":"ERR_JOB_LOST"}', outcome: 'lost' },
  { body: '{"state":"failed"}', outcome: 'wrong' },
  { body: '{"state":"done","output":null}', outcome: 'wrong' },
  { body: '{"state":"cancelled"}', outcome: 'wrong' },
])('readJob() of a job that must fail takes $body for $outcome', ({ body, outcome }) => {
  expect(readJob(200, body, { mustFail: true })).toMatchObject({ kind: 'ended', outcome });
});

test.each([
  { location: '/jobs/1?x=2', path: '/jobs/1?x=2' },
  { location: 'jobs/1', path: '/jobs/1' },
  { location: 'http://127.0.0.1:8080/jobs/1', path: '/jobs/1' },
  { location: 'http://127.0.0.1:9090/jobs/1', path: null },
  { location: 'https://127.0.0.1:8080/jobs/1', path: null },
  { location: '//elsewhere/jobs/1', path: null },
  { location: 'http://[', path: null },
  { location: null, path: null },
])('jobPath() of $location at this server is $path', ({ location, path }) => {
  expect(jobPath(location, 'http://127.0.0.1:8080')).toBe(path);
});
