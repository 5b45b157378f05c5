import { HarnessError } from '../servers/errors.ts';
import { Connection, type Waiter, requestBytes } from './connection.ts';
import type { HttpResponse } from './http-response.ts';
import type { RequestPlan } from './sender-protocol.ts';

/** A request on its way. */
export interface Exchange {
  /** Forgets the request and closes its connection. */
  abandon(): void;
}

/** The connections of one stream of requests. */
export class ConnectionPool {
  readonly #url: URL;
  readonly #free: Connection[] = [];
  readonly #isKept: boolean;
  readonly #bytes: Buffer;
  #openedCount = 0;

  /** @param isKept false opens a new connection for each request and asks the server to close it */
  constructor(baseUrl: string, request: RequestPlan, isKept: boolean) {
    this.#url = new URL(baseUrl);
    this.#isKept = isKept;
    this.#bytes = requestBytes(this.#url, request, !isKept);
  }

  /** Connections opened so far, those of `warm` included. */
  get openedCount(): number {
    return this.#openedCount;
  }

  /**
   * Opens `count` connections and proves each with an answer to GET /health.
   *
   * @throws {HarnessError} ERR_TARGET_UNREACHABLE
   */
  async warm(count: number): Promise<void> {
    const health = requestBytes(this.#url, { method: 'GET', path: '/health', body: null }, false);
    const one = async (): Promise<void> => {
      const { promise, resolve, reject } = Promise.withResolvers<HttpResponse>();
      const connection = this.#open();
      connection.send(health, { answered: resolve, lost: () => reject(new Error('the connection was lost')) });
      await promise;
      this.#keep(connection);
    };
    try {
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

  /** Sends the stream's request now, on the connection that has been free for longest or, without one, on a new one. */
  send(waiter: Waiter): Exchange {
    const connection = this.#takeFree() ?? this.#open();
    connection.send(this.#bytes, {
      answered: (response) => {
        if (this.#isKept) this.#keep(connection);
        waiter.answered(response);
      },
      lost: () => waiter.lost(),
    });
    return { abandon: () => connection.destroy() };
  }

  close(): void {
    for (const connection of this.#free.splice(0)) connection.destroy();
  }

  #open(): Connection {
    this.#openedCount += 1;
    return new Connection(this.#url);
  }

  #keep(connection: Connection): void {
    if (connection.isFree) this.#free.push(connection);
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
