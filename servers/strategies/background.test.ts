import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { exampleEnv } from '../example-env.ts';
import { strategy } from './background.ts';

test('background lets the loop turn between two jobs, so that one that waits can be cancelled', async () => {
  using env = exampleEnv({ queueLimitCount: 10 });
  await using runner = await strategy.open(env);
  for (const id of ['first', 'second', 'third'])
    await runner.submit({ id, taskName: 'spin', input: { iterations: 1_000_000 } });
  while ((await runner.status('first'))?.state !== 'done') await nextTurn();
  expect(await runner.status('third')).toMatchObject({ state: 'queued' });
  expect(await runner.cancel('third')).toMatchObject({ state: 'cancelled', attemptCount: 0 });
  await expect.poll(async () => runner.status('second')).toMatchObject({ state: 'done' });
});
