import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { HarnessError } from '../servers/errors.ts';
import { nowMs } from '../servers/telemetry.ts';
import { Connection, requestBytes } from './sender/connection.ts';
import { createNothingServer } from './sender/do-nothing.ts';
import type { HttpResponse } from './sender/http-response.ts';
import { rounded } from './sender/sample-columns.ts';
import { within } from './within.ts';

/** A median of so many is steady to a few per cent on a steady machine, and they take a tenth of a second. */
const PING_COUNT = 800;
/** Not recorded: compilers and caches have other things in them after a round. */
const WARM_PING_COUNT = 1_600;
const PING_MS = 5_000;

/**
 * The same nothing, asked again and again: requests one after the other to a server that does nothing, both in this
 * process, so that no figure depends on which cores two processes landed on. If it changes between the start and the end of
 * a round, the machine changed, not the strategies.
 */
export interface Sentinel extends AsyncDisposable {
  /** How long each request took, in the order in which they were sent. @throws {HarnessError} ERR_SENTINEL */
  ping(): Promise<number[]>;
}

const failed = (reason: string): HarnessError =>
  new HarnessError('ERR_SENTINEL', `Cannot ask a server that does nothing: ${reason}`);

async function pingAll(port: number): Promise<number[]> {
  const url = new URL(`http://127.0.0.1:${port}`);
  const bytes = requestBytes(url, { method: 'GET', path: '/health', body: null }, false);
  const connection = new Connection(url);
  try {
    const pingMs: number[] = [];
    for (let count = 0; count < WARM_PING_COUNT + PING_COUNT; count += 1) {
      const { promise, resolve, reject } = Promise.withResolvers<HttpResponse>();
      const sentAtMs = nowMs();
      connection.send(bytes, { answered: resolve, lost: () => reject(failed('the connection was lost')) });
      await promise;
      if (count >= WARM_PING_COUNT) pingMs.push(rounded(nowMs() - sentAtMs));
    }
    return pingMs;
  } finally {
    connection.destroy();
  }
}

/** @throws {HarnessError} ERR_SENTINEL */
export async function startSentinel(): Promise<Sentinel> {
  const server = createNothingServer();
  try {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  } catch (cause) {
    throw failed(cause instanceof Error ? cause.message : String(cause));
  }
  server.unref();
  const { port } = server.address() as AddressInfo;
  return {
    ping: async () => {
      const what = 'A server that does nothing did not answer';
      // A ping is over in a fifth of a second: there is nothing to interrupt.
      const { signal } = new AbortController();
      return within(pingAll(port), { limitMs: PING_MS, code: 'ERR_SENTINEL', what, signal });
    },
    [Symbol.asyncDispose]: async () => void server.close(),
  };
}
