import { expect, test } from 'vitest';
import { startServer } from './server-process.ts';

test('startServer() hands the time limit of tasks on to the server', async () => {
  await using server = await startServer('thread-pool', { workerCount: 1, queueLimitCount: 1, taskTimeoutMs: 20 }, []);
  const response = await fetch(`${server.baseUrl}/tasks/spin`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"iterations": 1000000000}',
  });
  expect(response.status).toBe(504);
  expect(await response.json()).toMatchObject({ code: 'ERR_TASK_TIMEOUT' });
});

test('startServer() of a server that cannot start says what would make it', async () => {
  const env = { workerCount: 1, queueLimitCount: 1, queueUrl: 'redis://127.0.0.1:1' };
  await expect(startServer('job-queue', env, [])).rejects.toMatchObject({
    code: 'ERR_QUEUE_UNREACHABLE',
    message: expect.stringContaining('--queue'),
  });
});
