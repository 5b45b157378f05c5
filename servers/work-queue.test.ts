import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { HarnessError } from './errors.ts';
import { WorkQueue } from './work-queue.ts';

const STAYING = new AbortController().signal;
const queueOf = (slotCount: number, queueLimitCount: number, taskTimeoutMs = 30_000): WorkQueue =>
  new WorkQueue({ slotCount, queueLimitCount, taskTimeoutMs });

/** Work that ends when it is told to. */
function held(): { readonly work: () => Promise<string>; readonly end: () => void } {
  const { promise, resolve } = Promise.withResolvers<string>();
  return { work: async () => promise, end: () => resolve('done') };
}

/** Ends, by throwing, only when it is stopped. */
const endless = async (signal: AbortSignal): Promise<never> => {
  const { promise, reject } = Promise.withResolvers<never>();
  signal.addEventListener('abort', () => reject(new Error('stopped')), { once: true });
  return promise;
};

test('WorkQueue runs as many as it has slots, the others in the order in which they came', async () => {
  const queue = queueOf(2, 10);
  const begun: number[] = [];
  let runningCount = 0;
  let mostCount = 0;
  await Promise.all(
    Array.from({ length: 6 }, async (_, index) =>
      queue.run(STAYING, async () => {
        begun.push(index);
        runningCount += 1;
        mostCount = Math.max(mostCount, runningCount);
        await delay(2);
        runningCount -= 1;
      }),
    ),
  );
  expect(begun).toEqual([0, 1, 2, 3, 4, 5]);
  expect(mostCount).toBe(2);
  expect(queue.gauges()).toEqual({ runningCount: 0, queuedCount: 0 });
});

test('a slot that gets free belongs to whoever waits, not to whoever comes just then', async () => {
  const queue = queueOf(1, 1);
  const first = held();
  const order: string[] = [];
  const running = queue.run(STAYING, first.work).then(() => order.push('first'));
  const waiting = queue.run(STAYING, async () => order.push('waiting'));
  first.end();
  await running;
  const late = queue.run(STAYING, async () => order.push('late'));
  await Promise.all([waiting, late]);
  expect(order).toEqual(['first', 'waiting', 'late']);
});

test('one more than may wait is refused, and the next one is not once there is room', async () => {
  const queue = queueOf(1, 1);
  const first = held();
  const running = queue.run(STAYING, first.work);
  const waiting = queue.run(STAYING, async () => 'waited');
  await expect(queue.run(STAYING, async () => 'never')).rejects.toMatchObject({ code: 'ERR_QUEUE_FULL' });
  expect(queue.gauges()).toEqual({ runningCount: 1, queuedCount: 1 });
  first.end();
  await expect(Promise.all([running, waiting])).resolves.toEqual(['done', 'waited']);
  await expect(queue.run(STAYING, async () => 'later')).resolves.toBe('later');
});

test('who leaves while waiting is dropped and never begun', async () => {
  const queue = queueOf(1, 1);
  const first = held();
  const leaving = new AbortController();
  let isBegun = false;
  const running = queue.run(STAYING, first.work);
  const waiting = queue.run(leaving.signal, async () => (isBegun = true));
  leaving.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'ERR_CLIENT_LEFT' });
  expect(queue.gauges().queuedCount).toBe(0);
  first.end();
  await running;
  expect(isBegun).toBe(false);
  await expect(queue.run(leaving.signal, async () => 'never')).rejects.toMatchObject({ code: 'ERR_CLIENT_LEFT' });
});

test('who leaves at the very moment when a slot gets free gives it back', async () => {
  const queue = queueOf(1, 1);
  const first = held();
  const leaving = new AbortController();
  const running = queue.run(STAYING, async () => {
    await first.work();
  });
  const waiting = queue.run(leaving.signal, endless);
  first.end();
  await running;
  leaving.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'ERR_CLIENT_LEFT' });
  await expect(queue.run(STAYING, async () => 'next')).resolves.toBe('next');
});

test('work is stopped when its client leaves, and when it takes too long', async () => {
  const leaving = new AbortController();
  const left = queueOf(1, 1).run(leaving.signal, endless);
  leaving.abort();
  await expect(left).rejects.toMatchObject({ code: 'ERR_CLIENT_LEFT' });
  await expect(queueOf(1, 1, 5).run(STAYING, endless)).rejects.toMatchObject({ code: 'ERR_TASK_TIMEOUT' });
});

test('the time limit counts from the start of the work, not from its arrival', async () => {
  const queue = queueOf(1, 3, 1_000);
  const all = Array.from({ length: 4 }, async () => queue.run(STAYING, async () => delay(300)));
  await expect(Promise.all(all)).resolves.toHaveLength(4);
});

test('what the work throws reaches its client as it is', async () => {
  const failure = new HarnessError('ERR_TASK_FAILED', 'because');
  await expect(queueOf(1, 1).run(STAYING, async () => Promise.reject(failure))).rejects.toBe(failure);
});
