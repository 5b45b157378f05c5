import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { HarnessError } from '../servers/errors.ts';
import { within } from './within.ts';

const pending = new Promise<never>(() => {});
const waiting = (signal: AbortSignal = new AbortController().signal) =>
  ({ limitMs: 5_000, code: 'ERR_SENDER_EXITED', what: 'Nothing came', signal }) as const;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('within() passes a value on and leaves no timer behind', async () => {
  await expect(within(Promise.resolve('here'), waiting())).resolves.toBe('here');
  expect(vi.getTimerCount()).toBe(0);
});

test('within() says what did not come in time', async () => {
  const late = within(pending, waiting());
  vi.advanceTimersByTime(5_000);
  await expect(late).rejects.toMatchObject({ code: 'ERR_SENDER_EXITED', message: 'Nothing came within 5000 ms' });
});

test('within() ends at once with the reason of a signal, even of one that had aborted before', async () => {
  const reason = new HarnessError('ERR_INTERRUPTED', 'The self-test was ended by SIGINT');
  const controller = new AbortController();
  const ended = within(pending, waiting(controller.signal));
  controller.abort(reason);
  await expect(ended).rejects.toBe(reason);
  await expect(within(pending, waiting(controller.signal))).rejects.toBe(reason);
});
