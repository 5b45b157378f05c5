import { HarnessError } from '../../servers/errors.ts';
import { Connection, type Waiter, findAddress, requestBytes } from './connection.ts';
import type { HttpResponse } from './http-response.ts';
import type { RequestPlan } from './sender-protocol.ts';

/** The connections of one stream of requests. */
export class ConnectionPool implements Waiter {
  readonly #url: URL;
  readonly #isKept: boolean;
  readonly #bytes: Buffer;
  readonly #waiter: Waiter;
  readonly #free: Connection[] = [];
  /** The connection of each request under way, by its index. */
  readonly #busy = new Map<number, Connection>();
  #host: string | undefined;
  #openedCount = 0;

  /**
   * @param isKept false opens a new connection for each request and asks the server to close it
   * @param waiter is told of every request that was sent
   */
  constructor(baseUrl: string, request: RequestPlan, isKept: boolean, waiter: Waiter) {
    this.#url = new URL(baseUrl);
    this.#isKept = isKept;
    this.#bytes = requestBytes(this.#url, request, !isKept);
    this.#waiter = waiter;
  }

  /** Connections opened so far, those of `warm` included. */
  get openedCount(): number {
    return this.#openedCount;
  }

  /**
   * Finds the address, opens `count` connections and proves each with an answer to GET /health.
   *
   * @throws {HarnessError} ERR_TARGET_UNREACHABLE
   */
  async warm(count: number): Promise<void> {
    const health = requestBytes(this.#url, { method: 'GET', path: '/health', body: null }, false);
    const one = async (): Promise<void> => {
      const { promise, resolve, reject } = Promise.withResolvers<HttpResponse>();
      const connection = this.#open();
      connection.send(health, {
        answered: resolve,
        lost: (reason) => reject(new Error(`a connection was lost (${reason})`)),
      });
      await promise;
      if (connection.isFree) this.#free.push(connection);
    };
    try {
      this.#host = await findAddress(this.#url);
      await Promise.all(Array.from({ length: count }, one));
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new HarnessError(
        'ERR_TARGET_UNREACHABLE',
        `Cannot open ${count} connections to ${this.#url.origin}: ${reason}`,
        { cause },
      );
    }
  }

  /**
   * Sends the stream's request now, on the connection that has been free for longest or, without one, on a new one.
   *
   * @param requestIndex of no other request under way
   * @returns whether it went out on a connection that was open already
   */
  send(requestIndex: number): boolean {
    return this.#send(requestIndex, this.#bytes);
  }

  /** The same with a request for another path. */
  ask(requestIndex: number, method: 'GET' | 'DELETE', path: string): void {
    this.#send(requestIndex, requestBytes(this.#url, { method, path, body: null }, !this.#isKept));
  }

  #send(requestIndex: number, bytes: Buffer): boolean {
    const free = this.#takeFree();
    const connection = free ?? this.#open();
    this.#busy.set(requestIndex, connection);
    connection.send(bytes, this, requestIndex);
    return free !== undefined;
  }

  /** Forgets a request and closes its connection; the waiter hears no more of it. */
  abandon(requestIndex: number): void {
    const connection = this.#busy.get(requestIndex);
    this.#busy.delete(requestIndex);
    connection?.destroy();
  }

  close(): void {
    for (const connection of this.#free.splice(0)) connection.destroy();
  }

  connected(requestIndex: number): void {
    this.#waiter.connected?.(requestIndex);
  }

  answered(response: HttpResponse, requestIndex: number): void {
    this.#waiter.answered(response, requestIndex);
    const connection = this.#busy.get(requestIndex);
    this.#busy.delete(requestIndex);
    if (connection === undefined) return;
    if (this.#isKept && connection.isFree) this.#free.push(connection);
    else connection.destroy();
  }

  lost(reason: string, requestIndex: number): void {
    this.#busy.delete(requestIndex);
    this.#waiter.lost(reason, requestIndex);
  }

  #open(): Connection {
    this.#openedCount += 1;
    return new Connection(this.#url, this.#host);
  }

  /** First in, first out: the connections are used in turn, so that all of them speak for the average. */
  #takeFree(): Connection | undefined {
    for (;;) {
      const connection = this.#free.shift();
      // The server may have closed it in the meantime.
      if (connection === undefined || connection.isFree) return connection;
    }
  }
}
