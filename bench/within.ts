import { type ErrorCode, HarnessError } from '../servers/errors.ts';

/**
 * Waits for `promise`, but not for ever: whoever waits must tell of a process that hangs, not hang with it.
 *
 * @param what did not come, for the message
 * @throws {HarnessError} with `code` after `limitMs`; the signal's reason when it aborts
 */
export async function within<Value>(
  promise: Promise<Value>,
  {
    limitMs,
    code,
    what,
    signal,
  }: {
    readonly limitMs: number;
    readonly code: ErrorCode;
    readonly what: string;
    readonly signal: AbortSignal;
  },
): Promise<Value> {
  const { promise: over, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new HarnessError(code, `${what} within ${limitMs} ms`)), limitMs);
  const abort = (): void => reject(signal.reason as Error);
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  return Promise.race([promise, over]).finally(() => {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  });
}
