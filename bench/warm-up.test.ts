import { expect, test } from 'vitest';
import { startJobServer, tell } from './sender/example-jobs.ts';
import type { RequestPlan } from './sender/sender-protocol.ts';
import { warmUp } from './warm-up.ts';

const OUTPUT = { digest: 7 };
const HEAVY: RequestPlan = { method: 'POST', path: '/tasks/spin', body: '{}', expected: OUTPUT };

const warm = async (
  baseUrl: string,
  durationMs = 0,
  examples: readonly RequestPlan[] = [HEAVY],
  first: readonly RequestPlan[] = [],
) =>
  warmUp({ baseUrl, first, examples, heavy: HEAVY, clientCount: 2, durationMs, signal: new AbortController().signal });

test('warmUp() learns from one answer of 202 that outputs come later, and waits for each', async () => {
  const { baseUrl, askedCounts } = await startJobServer({
    ask: (response, _, askIndex) =>
      tell(response, askIndex === 0 ? { state: 'running' } : { state: 'done', output: OUTPUT }),
  });
  // One example, and the heavy request of each client: once at least, though no time is given.
  expect(await warm(baseUrl)).toMatchObject({ delivery: 'deferred', requestCount: 3 });
  expect(askedCounts).toEqual([2, 2, 2]);
});

test('warmUp() asks for each known answer once, whatever the number of clients', async () => {
  let askedCount = 0;
  const { baseUrl } = await startJobServer({
    submit: (response) => {
      askedCount += 1;
      response.end(JSON.stringify(OUTPUT));
    },
    ask: () => {},
  });
  expect(await warm(baseUrl, 0, [HEAVY, HEAVY, HEAVY])).toMatchObject({ requestCount: 5 });
  expect(askedCount).toBe(5);
});

test('warmUp() asks what comes first in its order, one at a time, and again where that was refused', async () => {
  let [askedCount, underWayCount] = [0, 0];
  const underWayCounts: number[] = [];
  const { baseUrl } = await startJobServer({
    submit: (response) => {
      underWayCount += 1;
      underWayCounts.push(underWayCount);
      const status = askedCount === 0 ? 503 : 200;
      askedCount += 1;
      setTimeout(() => {
        underWayCount -= 1;
        response.writeHead(status).end(JSON.stringify(OUTPUT));
      }, 20);
    },
    ask: () => {},
  });
  // Two refused or answered for the first, one for the second, then an example and the heavy request of each client.
  expect(await warm(baseUrl, 0, [HEAVY], [HEAVY, HEAVY])).toMatchObject({ requestCount: 6 });
  expect(underWayCounts.slice(0, 4)).toEqual([1, 1, 1, 1]);
  expect(Math.max(...underWayCounts)).toBe(2);
});

test('warmUp() of a server that answers with the output is inline', async () => {
  const { baseUrl } = await startJobServer({
    submit: (response) => void response.end(JSON.stringify(OUTPUT)),
    ask: () => {},
  });
  expect(await warm(baseUrl)).toMatchObject({ delivery: 'inline', requestCount: 3 });
});

test('warmUp() does not hammer a server that refuses', async () => {
  const { baseUrl } = await startJobServer({ submit: (response) => void response.writeHead(503).end(), ask: () => {} });
  const { delivery, requestCount } = await warm(baseUrl, 300, []);
  expect(delivery).toBe('inline');
  // Two clients that come back after 100 ms each.
  expect(requestCount).toBeLessThanOrEqual(8);
});

test.each([
  { what: 'a job with another output', job: { state: 'done', output: 8 }, said: 'is done with {"digest":7}: got 200' },
  { what: 'a job that failed', job: { state: 'failed', code: 'ERR_TASK_FAILED' }, said: 'ERR_TASK_FAILED' },
  { what: 'a job that is lost', job: { state: 'failed', code: 'ERR_JOB_LOST' }, said: 'ERR_JOB_LOST' },
])('warmUp() ends the trial at $what', async ({ job, said }) => {
  const { baseUrl } = await startJobServer({ ask: (response) => tell(response, job) });
  await expect(warm(baseUrl)).rejects.toMatchObject({
    code: 'ERR_ANSWER_WRONG',
    message: expect.stringContaining(said) as string,
  });
});

test('warmUp() ends the trial at a 202 that does not say where on this server to ask', async () => {
  const { baseUrl } = await startJobServer({ submit: (response) => void response.writeHead(202).end(), ask: () => {} });
  await expect(warm(baseUrl)).rejects.toMatchObject({
    code: 'ERR_ANSWER_WRONG',
    message: expect.stringContaining('got Location none') as string,
  });
});
