import { HarnessError } from '../../servers/errors.ts';
import { type Child, startChild } from '../child.ts';
import { within } from '../within.ts';

const START_MS = 15_000;

/** Takes all cores away until disposed. @throws {HarnessError} ERR_SERVER_START; the signal's reason */
export async function startCpuHog(signal: AbortSignal): Promise<AsyncDisposable> {
  await using resources = new AsyncDisposableStack();
  const hog: Child<never, { readonly kind: 'busy' }> = resources.use(
    startChild({ entry: new URL('cpu-hog.ts', import.meta.url), stop: () => {}, stopMs: 0 }),
  );
  const { promise: busy, resolve, reject } = Promise.withResolvers<void>();
  hog.onMessage(() => resolve());
  void hog.ended.then((how) => reject(new HarnessError('ERR_SERVER_START', `The CPU hog ended early: ${how}`)));
  await within(busy, { limitMs: START_MS, code: 'ERR_SERVER_START', what: 'The CPU hog was not busy', signal });
  return resources.move();
}
