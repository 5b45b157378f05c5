import { type Socket, connect } from 'node:net';
import { type HttpResponse, type Reading, ResponseReader } from './http-response.ts';
import type { RequestPlan } from './sender-protocol.ts';

/** What becomes of one request: called exactly once. */
export interface Waiter {
  answered(response: HttpResponse): void;
  /** The connection was refused, closed or reset, or spoke something else than HTTP. */
  lost(): void;
}

/** One HTTP/1.1 connection with at most one request under way, on a raw socket: an HTTP client costs several times as much. */
export class Connection {
  readonly #socket: Socket;
  readonly #reader = new ResponseReader();
  #waiter: Waiter | undefined;
  #isOpen = true;

  constructor(url: URL) {
    // URL keeps the brackets of an IPv6 address, which sockets do not take.
    this.#socket = connect({ host: url.hostname.replace(/^\[|\]$/g, ''), port: Number(url.port || 80), noDelay: true });
    this.#socket.on('data', (chunk: Buffer) => this.#settle(this.#reader.push(chunk)));
    this.#socket.on('end', () => this.#settle(this.#reader.end()));
    // Every error is followed by `close`.
    this.#socket.on('error', () => {});
    this.#socket.on('close', () => this.#lose());
  }

  /** Whether it can take a request, as far as this side knows. */
  get isFree(): boolean {
    return this.#isOpen && this.#waiter === undefined;
  }

  /** Sends at once, or as soon as the connection is there. */
  send(bytes: Buffer, waiter: Waiter): void {
    if (!this.isFree) throw new TypeError('A connection takes one request at a time');
    this.#waiter = waiter;
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
      this.#lose();
      return;
    }
    this.#waiter = undefined;
    if (!reading.response.isReusable) this.destroy();
    waiter.answered(reading.response);
  }

  #lose(): void {
    const waiter = this.#waiter;
    this.destroy();
    waiter?.lost();
  }
}

/** A request as it goes over the wire, made once and sent many times. */
export function requestBytes(url: URL, { method, path, body }: RequestPlan, isLast: boolean): Buffer {
  const lines = [
    `${method} ${path} HTTP/1.1`,
    `Host: ${url.host}`,
    `Connection: ${isLast ? 'close' : 'keep-alive'}`,
    ...(body === null ? [] : ['Content-Type: application/json', `Content-Length: ${Buffer.byteLength(body)}`]),
  ];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n${body ?? ''}`);
}
