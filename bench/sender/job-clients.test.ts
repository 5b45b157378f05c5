import { describe, expect, test } from 'vitest';
import { nowMs } from '../../servers/telemetry.ts';
import { accept, startJobServer, tell } from './example-jobs.ts';
import { JobClients } from './job-clients.ts';
import { RETRY_PAUSE_MS } from './retry-pause.ts';
import type { ClosedPlan, SenderResult } from './sender-protocol.ts';

const CLIENT_COUNT = 3;
const DURATION_MS = 400;
const OUTPUT = { digest: 7 };

const planOf = (baseUrl: string, durationMs = DURATION_MS): ClosedPlan => ({
  kind: 'closed',
  delivery: 'deferred',
  baseUrl,
  streamName: 'heavy',
  request: { method: 'POST', path: '/tasks/spin', body: '{}', expected: OUTPUT },
  clientCount: CLIENT_COUNT,
  fromMs: 10,
  durationMs,
});

async function sendTo(baseUrl: string, durationMs?: number) {
  const result: Omit<SenderResult, 'telemetry'> = await new JobClients(planOf(baseUrl, durationMs)).send(nowMs());
  const [stream] = result.streams;
  const [audit] = result.closedLoopAudits;
  if (stream === undefined || audit === undefined) throw new TypeError('A closed loop has a stream and an audit');
  // Conservation, in every test.
  expect(audit.sentCount).toBe(audit.answeredCount + audit.errorCount + audit.unfinishedCount);
  expect(stream.outcomes).toHaveLength(audit.sentCount);
  return { stream, audit, wrongAnswer: result.wrongAnswer };
}

const done = { state: 'done', output: OUTPUT };

test('each client submits a job, asks until it has ended, and only then submits the next', async () => {
  const underWay = new Set<number>();
  let mostUnderWay = 0;
  const { baseUrl, askedCounts } = await startJobServer({
    submit: (response, jobIndex) => {
      underWay.add(jobIndex);
      mostUnderWay = Math.max(mostUnderWay, underWay.size);
      accept(response, jobIndex);
    },
    ask: (response, jobIndex, askIndex) => {
      if (askIndex < 2) {
        tell(response, { state: askIndex === 0 ? 'queued' : 'running' });
        return;
      }
      underWay.delete(jobIndex);
      tell(response, done);
    },
  });
  const { stream, wrongAnswer } = await sendTo(baseUrl);
  expect(mostUnderWay).toBe(CLIENT_COUNT);
  expect(wrongAnswer).toBeNull();
  const okIndexes = stream.outcomes.flatMap((outcome, index) => (outcome === 'ok' ? [index] : []));
  expect(okIndexes.length).toBeGreaterThan(CLIENT_COUNT);
  expect(new Set(okIndexes.map((index) => stream.jobStates?.[index]))).toEqual(new Set(['done']));
  // Three questions, 50 ms apart at least.
  expect(Math.min(...okIndexes.map((index) => stream.latencyMs[index] ?? 0))).toBeGreaterThan(140);
  expect(Math.max(...askedCounts)).toBeLessThanOrEqual(4);
  for (const index of okIndexes) {
    const sentMs = stream.sentAtMs[index] ?? Infinity;
    const moments = [sentMs, stream.acceptedAtMs?.[index], stream.finishedAtMs?.[index]];
    moments.push(sentMs + (stream.latencyMs[index] ?? 0) + 0.002);
    expect(moments).toEqual(moments.toSorted((one, other) => (one ?? 0) - (other ?? 0)));
  }
});

describe('a job that', () => {
  test.each([
    { what: 'failed', job: { state: 'failed', code: 'ERR_TASK_FAILED' }, outcome: 'failed', state: 'failed' },
    { what: 'was cancelled', job: { state: 'cancelled' }, outcome: 'failed', state: 'cancelled' },
    { what: 'the server lost', job: { state: 'failed', code: 'ERR_JOB_LOST' }, outcome: 'lost', state: 'lost' },
    { what: 'has another output', job: { state: 'done', output: { digest: 8 } }, outcome: 'wrong', state: 'done' },
    { what: 'is in a state nobody knows', job: { state: 'tidal' }, outcome: 'failed', state: 'unknown' },
  ])('$what is $outcome', async ({ job, outcome, state }) => {
    const { baseUrl } = await startJobServer({ ask: (response) => tell(response, job) });
    const { stream, wrongAnswer } = await sendTo(baseUrl, 150);
    expect(stream.outcomes[0]).toBe(outcome);
    expect(stream.jobStates?.[0]).toBe(state);
    expect(wrongAnswer === null).toBe(outcome !== 'wrong');
  });

  test('the server knows no more is lost', async () => {
    const { baseUrl } = await startJobServer({ ask: (response) => void response.writeHead(404).end('{}') });
    const { stream } = await sendTo(baseUrl, 150);
    expect(stream.outcomes[0]).toBe('lost');
  });

  test('could not be asked for, as the server was busy or the connection broke, is asked for again', async () => {
    const { baseUrl } = await startJobServer({
      ask: (response, _, askIndex) => {
        if (askIndex === 0) response.writeHead(503).end();
        else if (askIndex === 1) response.destroy();
        else tell(response, done);
      },
    });
    const { stream, audit } = await sendTo(baseUrl);
    expect(stream.outcomes[0]).toBe('ok');
    expect(audit.errorCount).toBe(0);
    expect(stream.openedDuringCount).toBeGreaterThan(CLIENT_COUNT);
  });
});

describe('at the end of the load', () => {
  test('a job that still waits is unfinished, and was seen waiting', async () => {
    const { baseUrl } = await startJobServer({ ask: (response) => tell(response, { state: 'queued' }) });
    const { stream, audit } = await sendTo(baseUrl, 150);
    expect(stream.outcomes).toEqual(['unfinished', 'unfinished', 'unfinished']);
    expect(stream.jobStates).toEqual(['queued', 'queued', 'queued']);
    expect(audit.unfinishedCount).toBe(CLIENT_COUNT);
  });

  test('a job that is done by the time it is asked for once more is in hand', async () => {
    const endAtMs = nowMs() + DURATION_MS / 2;
    const { baseUrl } = await startJobServer({
      ask: (response) => tell(response, nowMs() < endAtMs + 10 ? { state: 'running' } : done),
    });
    const clients = new JobClients(planOf(baseUrl, DURATION_MS / 2));
    const { streams } = await clients.send(nowMs());
    expect(streams[0]?.outcomes.slice(0, CLIENT_COUNT)).toEqual(['ok', 'ok', 'ok']);
  });

  test('a job that nobody tells of is unknown, and a request that was never answered is no job', async () => {
    const { baseUrl } = await startJobServer({
      submit: (response, jobIndex) => {
        if (jobIndex > 0) accept(response, jobIndex);
      },
      ask: (response) => void response.writeHead(500).end(),
    });
    const { stream } = await sendTo(baseUrl, 150);
    expect(stream.outcomes).toEqual(['unfinished', 'unfinished', 'unfinished']);
    expect(stream.jobStates?.filter((state) => state === 'unknown')).toHaveLength(2);
    expect(stream.jobStates?.filter((state) => state === null)).toHaveLength(1);
  });

  test('stop() ends it at once, without another question', async () => {
    const { baseUrl, askedCounts } = await startJobServer({ ask: (response) => tell(response, { state: 'queued' }) });
    const clients = new JobClients(planOf(baseUrl, 60_000));
    const sending = clients.send(nowMs());
    await expect.poll(() => askedCounts.length).toBe(CLIENT_COUNT);
    clients.stop();
    const askedBefore = [...askedCounts];
    const { streams } = await sending;
    expect(streams[0]?.outcomes).toEqual(['unfinished', 'unfinished', 'unfinished']);
    expect(askedCounts).toEqual(askedBefore);
  });
});

describe('who is turned away stays away for a while:', () => {
  const MOST_TRIES = CLIENT_COUNT * (DURATION_MS / RETRY_PAUSE_MS + 1);

  test.each([
    { what: 'refused', status: 503, outcome: 'refused' },
    { what: 'cut off', status: 0, outcome: 'broken' },
  ])('$what', async ({ status, outcome }) => {
    const { baseUrl } = await startJobServer({
      submit: (response) => void (status === 0 ? response.destroy() : response.writeHead(status).end()),
      ask: () => {},
    });
    const { stream, audit } = await sendTo(baseUrl);
    expect(new Set(stream.outcomes)).toEqual(new Set([outcome]));
    expect(audit.sentCount).toBeGreaterThan(CLIENT_COUNT);
    expect(audit.sentCount).toBeLessThanOrEqual(MOST_TRIES);
    expect(audit.retryPauseMs).toBe(RETRY_PAUSE_MS);
  });
});

test('a 202 that does not say where to ask is no job, and neither is one that leads elsewhere', async () => {
  const { baseUrl } = await startJobServer({
    submit: (response, jobIndex) =>
      void response.writeHead(202, jobIndex === 0 ? {} : { location: 'http://127.0.0.1:1/jobs/1' }).end(),
    ask: () => {},
  });
  const { stream } = await sendTo(baseUrl, 50);
  expect(new Set(stream.outcomes.slice(0, CLIENT_COUNT))).toEqual(new Set(['failed']));
  expect(stream.acceptedAtMs).toBeUndefined();
});
