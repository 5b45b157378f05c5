import { setTimeout as delay } from 'node:timers/promises';
import { HarnessError } from '../servers/errors.ts';
import { nowMs } from '../servers/telemetry.ts';
import type { Setup } from '../stats/record.ts';
import { startChild } from './child.ts';
import { Connection, requestBytes } from './connection.ts';
import type { HttpResponse } from './http-response.ts';
import { rounded } from './sample-columns.ts';
import { serverLauncher } from './setup.ts';

/** A median of so many is steady to a few per cent on a steady machine, and they take a tenth of a second. */
const PING_COUNT = 400;
/** Not recorded: compilers and caches have other things in them after a round. */
const WARM_PING_COUNT = 200;
const READY_MS = 10_000;
const PING_MS = 5_000;

/**
 * The same nothing, asked again and again: a server that does nothing, and requests one after the other. If it changes
 * between the start and the end of a round, the machine changed, not the strategies.
 */
export interface Sentinel extends AsyncDisposable {
  /** How long each request took, in the order in which they were sent. @throws {HarnessError} ERR_SENTINEL */
  ping(): Promise<number[]>;
}

interface Ready {
  readonly kind: 'ready';
  readonly port: number;
}

const failed = (reason: string): HarnessError =>
  new HarnessError('ERR_SENTINEL', `Cannot ask a server that does nothing: ${reason}`);

/** Rejects after `ms`; resolves never. */
async function silence(ms: number, signal: AbortSignal): Promise<never> {
  await delay(ms, undefined, { signal });
  throw failed(`it was silent for ${ms} ms`);
}

async function within<Value>(ms: number, promise: Promise<Value>): Promise<Value> {
  const timer = new AbortController();
  const late = silence(ms, timer.signal);
  late.catch(() => {});
  try {
    return await Promise.race([promise, late]);
  } finally {
    timer.abort();
  }
}

/** @throws {HarnessError} ERR_SENTINEL */
export async function startSentinel(setup: Setup): Promise<Sentinel> {
  await using resources = new AsyncDisposableStack();
  const child = resources.use(
    startChild<never, Ready>({
      entry: new URL('nothing-server.ts', import.meta.url),
      launcher: serverLauncher(setup),
      stop: () => {},
      stopMs: 0,
    }),
  );
  const ready = Promise.withResolvers<Ready>();
  child.onMessage(ready.resolve);
  void child.ended.then((how) => ready.reject(failed(how)));
  const { port } = await within(READY_MS, ready.promise);
  const url = new URL(`http://127.0.0.1:${port}`);
  const connection = new Connection(url);
  resources.defer(() => connection.destroy());
  const bytes = requestBytes(url, { method: 'GET', path: '/health', body: null }, false);

  const pingOnce = async (): Promise<number> => {
    const { promise, resolve, reject } = Promise.withResolvers<HttpResponse>();
    const sentAtMs = nowMs();
    connection.send(bytes, { answered: resolve, lost: () => reject(failed('the connection was lost')) });
    await promise;
    return rounded(nowMs() - sentAtMs);
  };
  const pingAll = async (): Promise<number[]> => {
    for (let count = 0; count < WARM_PING_COUNT; count += 1) await pingOnce();
    const pingMs: number[] = [];
    for (let count = 0; count < PING_COUNT; count += 1) pingMs.push(await pingOnce());
    return pingMs;
  };
  const owned = resources.move();
  return {
    ping: async () => within(PING_MS, pingAll()),
    [Symbol.asyncDispose]: async () => owned.disposeAsync(),
  };
}
