import { expect, test } from 'vitest';
import { nowMs } from '../../servers/telemetry.ts';
import { accept, startJobServer, tell } from './example-jobs.ts';
import { OpenSender } from './open-sender.ts';
import type { RequestPlan } from './sender-protocol.ts';

const OUTPUT = { digest: 7 };
const done = { state: 'done', output: OUTPUT };
const SUBMIT: RequestPlan = { method: 'POST', path: '/tasks/spin', body: '{}', expected: OUTPUT };

async function sendTo(
  baseUrl: string,
  dueAtMs: readonly number[],
  timeoutMs = 5_000,
  request = SUBMIT,
  leaveAfterMs?: number,
) {
  const sender = new OpenSender({
    kind: 'open',
    baseUrl,
    timeoutMs,
    senderMode: 'precise',
    streams: [
      {
        streamName: 'heavy',
        request,
        warmConnectionCount: 4,
        dueAtMs,
        ...(leaveAfterMs === undefined ? {} : { leaveAfterMs }),
      },
    ],
  });
  await sender.warm();
  const { streams, wrongAnswer } = await sender.send(nowMs());
  const [stream] = streams;
  if (stream === undefined) throw new TypeError('An open loop has a stream');
  expect(stream.outcomes).toHaveLength(dueAtMs.length);
  return { stream, wrongAnswer };
}

test('an answer of 202 is no output: its job is asked for until it is done, and waits count until then', async () => {
  const { baseUrl, askedCounts } = await startJobServer({
    ask: (response, _, askIndex) => tell(response, askIndex < 2 ? { state: 'queued' } : done),
  });
  const { stream, wrongAnswer } = await sendTo(baseUrl, [0, 5, 10, 15]);
  expect(wrongAnswer).toBeNull();
  expect(stream.outcomes).toEqual(['ok', 'ok', 'ok', 'ok']);
  expect(stream.jobStates).toEqual(['done', 'done', 'done', 'done']);
  expect(askedCounts).toEqual([3, 3, 3, 3]);
  // Three questions, 50 ms apart at least.
  expect(Math.min(...stream.latencyMs)).toBeGreaterThan(140);
  for (const [index, sentMs] of stream.sentAtMs.entries()) {
    const doneMs = (stream.dueAtMs[index] ?? 0) + (stream.latencyMs[index] ?? 0) + 0.1;
    const moments = [sentMs, stream.acceptedAtMs?.[index] ?? 0, stream.finishedAtMs?.[index] ?? 0, doneMs];
    expect(moments).toEqual(moments.toSorted((one, other) => one - other));
    expect(stream.connectedAtMs?.[index]).toBe(sentMs);
  }
});

test('jobs that fail, are lost or are done wrong are told apart', async () => {
  const jobs = [{ state: 'failed' }, { state: 'failed', code: 'ERR_JOB_LOST' }, { ...done, output: 8 }, done];
  const { baseUrl } = await startJobServer({ ask: (response, jobIndex) => tell(response, jobs[jobIndex] ?? {}) });
  // One after the other, so that they come in this order.
  const { stream, wrongAnswer } = await sendTo(baseUrl, [0, 60, 120, 180]);
  expect(stream.outcomes).toEqual(['failed', 'lost', 'wrong', 'ok']);
  expect(stream.jobStates).toEqual(['failed', 'lost', 'done', 'done']);
  expect(wrongAnswer).toContain('"output":8');
});

test('a job that is given up is asked for once more at the end, so that nothing accepted is forgotten', async () => {
  const { baseUrl, askedCounts } = await startJobServer({
    ask: (response, jobIndex) => {
      // The first is done after its client gave up, at 150 ms, and while the last one is still waited for.
      const isLate = askedCounts.length === 3;
      tell(response, jobIndex === 0 && isLate ? done : { state: jobIndex === 2 ? 'running' : 'queued' });
    },
  });
  const { stream } = await sendTo(baseUrl, [0, 10, 250], 150);
  expect(stream.outcomes).toEqual(['timed-out', 'timed-out', 'timed-out']);
  expect(stream.jobStates).toEqual(['done', 'queued', 'running']);
  expect(stream.latencyMs.every((ms) => ms >= 150 && ms < 400)).toBe(true);
  // When it was really done, which is later than anybody waited.
  expect(stream.finishedAtMs?.[0]).toBeGreaterThan(250);
  expect(stream.finishedAtMs?.slice(1)).toEqual([null, null]);
});

test('questions become rarer with the age of a job', async () => {
  const { baseUrl, askedCounts } = await startJobServer({ ask: (response) => tell(response, { state: 'running' }) });
  await sendTo(baseUrl, [0], 1_000);
  // 10 in the first 200 ms, 16 in the next 800, and the last one: fewer on a busy machine, never more.
  expect(askedCounts[0]).toBeLessThanOrEqual(28);
  expect(askedCounts[0]).toBeGreaterThan(5);
});

test('a question whose connection breaks says nothing of the job', async () => {
  const { baseUrl } = await startJobServer({
    ask: (response, _, askIndex) => void (askIndex === 0 ? response.destroy() : tell(response, done)),
  });
  const { stream } = await sendTo(baseUrl, [0, 5]);
  expect(stream.outcomes).toEqual(['ok', 'ok']);
});

test('who never answers the submission has no job; neither has a GET that is answered with 202', async () => {
  const silent = await startJobServer({ submit: () => {}, ask: () => {} });
  const submitted = await sendTo(silent.baseUrl, [0], 100);
  expect(submitted.stream.outcomes).toEqual(['timed-out']);
  expect(submitted.stream.acceptedAtMs).toBeUndefined();
  const odd = await startJobServer({ ask: accept });
  const asked = await sendTo(odd.baseUrl, [0], 1_000, { method: 'GET', path: '/jobs/0', body: null });
  expect(asked.stream.outcomes).toEqual(['failed']);
  expect(asked.stream.jobStates).toBeUndefined();
});

test('a client who leaves cancels its job, and what came of it stands in the record', async () => {
  const cancelled: number[] = [];
  const { baseUrl, askedCounts } = await startJobServer({
    ask: (response, jobIndex) => {
      if (response.req.method === 'DELETE') cancelled.push(jobIndex);
      // The second is one of those that cannot be stopped once they run.
      const state = jobIndex === 1 ? 'running' : cancelled.includes(jobIndex) ? 'cancelled' : 'queued';
      tell(response, { state });
    },
  });
  const { stream } = await sendTo(baseUrl, [0, 30], 5_000, SUBMIT, 100);
  expect(stream.outcomes).toEqual(['left', 'left']);
  expect(stream.jobStates).toEqual(['cancelled', 'running']);
  expect(cancelled).toEqual([0, 1]);
  expect(askedCounts.every((count) => count > 2)).toBe(true);
});
