import { once } from 'node:events';
import { type Socket, connect, isIP } from 'node:net';
import { type HttpResponse, type Reading, ResponseReader } from './http-response.ts';
import type { RequestPlan } from './sender-protocol.ts';

/** What becomes of requests: each is either answered or lost, once. One waiter may serve many, told apart by `requestIndex`. */
export interface Waiter {
  answered(response: HttpResponse, requestIndex: number): void;
  /**
   * The connection was refused, closed or reset, could not be opened, or spoke something else than HTTP.
   *
   * @param reason the system's code (ECONNREFUSED, EMFILE...) or a few words
   */
  lost(reason: string, requestIndex: number): void;
  /** The connection that was opened for this request is there. */
  connected?(requestIndex: number): void;
}

/** Small answers fit; long ones take several reads. */
const READ_BYTES = 4_096;

const portOf = (url: URL): number => Number(url.port || 80);
/** URL keeps the brackets of an IPv6 address, which sockets do not take. */
const hostOf = (url: URL): string => url.hostname.replaceAll(/[[\]]/g, '');

/**
 * The address behind a name, so that opening a connection costs no look-up: the one that takes a connection.
 *
 * @throws {Error} the system's, when none does
 */
export async function findAddress(url: URL): Promise<string> {
  const host = hostOf(url);
  if (isIP(host) > 0) return host;
  const socket = connect({ host, port: portOf(url) });
  try {
    await once(socket, 'connect');
    return socket.remoteAddress ?? host;
  } finally {
    socket.destroy();
  }
}

/** One HTTP/1.1 connection with at most one request under way, on a raw socket: an HTTP client costs several times as much. */
export class Connection {
  readonly #socket: Socket;
  readonly #reader = new ResponseReader();
  #waiter: Waiter | undefined;
  #requestIndex = 0;
  #isOpen = true;

  /** @param host an address, where it is known */
  constructor(url: URL, host = hostOf(url)) {
    this.#socket = connect({
      host,
      port: portOf(url),
      noDelay: true,
      // Straight from the socket into one buffer: the stream machinery costs as much again as the rest of a request.
      onread: {
        buffer: Buffer.allocUnsafe(READ_BYTES),
        callback: (byteCount, buffer) => {
          // A server that speaks unasked would be taken for the answer to the next request.
          if (this.#waiter === undefined) this.destroy();
          else this.#settle(this.#reader.push((buffer as Buffer).subarray(0, byteCount)));
          return true;
        },
      },
    });
    this.#socket.on('connect', () => this.#waiter?.connected?.(this.#requestIndex));
    this.#socket.on('end', () => {
      this.#settle(this.#reader.end());
      this.#lose('closed by the server');
    });
    // Every error is followed by `close`.
    this.#socket.on('error', (error: NodeJS.ErrnoException) => this.#lose(error.code ?? error.message));
    this.#socket.on('close', () => this.#lose('closed'));
  }

  /** Whether it can take a request, as far as this side knows. */
  get isFree(): boolean {
    return this.#isOpen && this.#waiter === undefined;
  }

  /** Sends at once, or as soon as the connection is there. */
  send(bytes: Buffer, waiter: Waiter, requestIndex = 0): void {
    if (!this.isFree) throw new TypeError('A connection takes one request at a time');
    this.#waiter = waiter;
    this.#requestIndex = requestIndex;
    this.#socket.write(bytes);
  }

  destroy(): void {
    this.#isOpen = false;
    this.#waiter = undefined;
    this.#socket.destroy();
  }

  #settle(reading: Reading): void {
    if (reading.kind === 'more') return;
    const waiter = this.#waiter;
    if (reading.kind === 'broken' || waiter === undefined) {
      this.#lose('it spoke something else than HTTP');
      return;
    }
    this.#waiter = undefined;
    this.#isOpen = reading.response.isReusable;
    waiter.answered(reading.response, this.#requestIndex);
    // Last, as it takes its time.
    if (!reading.response.isReusable) this.#socket.destroy();
  }

  #lose(reason: string): void {
    const waiter = this.#waiter;
    this.destroy();
    waiter?.lost(reason, this.#requestIndex);
  }
}

/** A request as it goes over the wire, made once and sent many times. */
export function requestBytes(url: URL, { method, path, body }: RequestPlan, isLast: boolean): Buffer {
  const lines = [
    `${method} ${path} HTTP/1.1`,
    `Host: ${url.host}`,
    `Connection: ${isLast ? 'close' : 'keep-alive'}`,
    ...(body === null ? [] : ['Content-Type: application/json']),
    // Also where it is 0: some servers ask whoever posts for a length.
    ...(method === 'POST' ? [`Content-Length: ${Buffer.byteLength(body ?? '')}`] : []),
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body ?? ''}`);
}
