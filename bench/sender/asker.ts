import { nowMs } from '../../servers/telemetry.ts';
import { Connection, type Waiter } from './connection.ts';
import type { HttpResponse } from './http-response.ts';

/** What became of a question. Times are those of `nowMs()`. */
export interface Reply {
  /** null when the connection was lost, or closed by this side. */
  readonly response: HttpResponse | null;
  /** When the connection was there; null when it never was. */
  readonly connectedAtMs: number | null;
  readonly endedAtMs: number;
}

/** One client with one connection: asks one thing at a time, and opens another connection where it has none. */
export class Asker implements Disposable {
  readonly #url: URL;
  readonly #host: string | undefined;
  #connection: Connection | undefined;
  #settle: ((response: HttpResponse | null) => void) | undefined;
  #openedCount = 0;

  /** @param host the address, where it is known */
  constructor(url: URL, host?: string) {
    this.#url = url;
    this.#host = host;
  }

  /** Connections opened so far. */
  get openedCount(): number {
    return this.#openedCount;
  }

  async ask(bytes: Buffer): Promise<Reply> {
    const { promise, resolve } = Promise.withResolvers<Reply>();
    const isOpen = this.#connection?.isFree === true;
    let connectedAtMs = isOpen ? nowMs() : null;
    const settle = (response: HttpResponse | null): void => {
      this.#settle = undefined;
      resolve({ response, connectedAtMs, endedAtMs: nowMs() });
    };
    this.#settle = settle;
    const waiter: Waiter = {
      connected: () => (connectedAtMs = nowMs()),
      answered: settle,
      lost: () => settle(null),
    };
    if (!isOpen) this.#connection = this.#open();
    this.#connection?.send(bytes, waiter);
    return promise;
  }

  /** What is being asked has no answer from now on. */
  [Symbol.dispose](): void {
    this.#connection?.destroy();
    this.#settle?.(null);
  }

  #open(): Connection {
    this.#openedCount += 1;
    return new Connection(this.#url, this.#host);
  }
}
