/**
 * Reads HTTP/1.1 responses from the bytes of one connection, one response after the other. Only what a sender needs:
 * status, body, and whether the connection may be used again. Written for small answers that arrive in one piece,
 * right for those that do not.
 *
 * @see RFC 9112, sections 4 to 7
 */

export interface HttpResponse {
  readonly status: number;
  readonly body: string;
  /** False when the server will close the connection after this response. */
  readonly isReusable: boolean;
}

/** `broken`: what came is no HTTP response. */
export type Reading =
  | { readonly kind: 'response'; readonly response: HttpResponse }
  | { readonly kind: 'more' }
  | { readonly kind: 'broken' };

interface Head {
  readonly status: number;
  readonly isReusable: boolean;
  readonly bodyStart: number;
  /** `close`: the body ends where the connection does. */
  readonly framing:
    | { readonly kind: 'length'; readonly byteCount: number }
    | { readonly kind: 'chunked' }
    | { readonly kind: 'close' };
}

const HEAD_END = '\r\n\r\n';
const LINE_END = '\r\n';
/** No server of good will has longer headers. */
const HEAD_LIMIT_BYTES = 64 * 1_024;
const MORE = { kind: 'more' } as const;
const BROKEN = { kind: 'broken' } as const;

function headerValue(head: string, name: string): string | undefined {
  return new RegExp(`^${name}:[ \\t]*(.*?)[ \\t]*$`, 'im').exec(head)?.[1]?.toLowerCase();
}

/** Responses to GET and POST that never have a body. */
const isBodiless = (status: number): boolean => status === 204 || status === 304;

function readHead(bytes: Buffer): Head | 'more' | 'broken' {
  const headEnd = bytes.indexOf(HEAD_END);
  if (headEnd === -1) return bytes.length > HEAD_LIMIT_BYTES ? 'broken' : 'more';
  const head = bytes.toString('latin1', 0, headEnd);
  const [, minor, statusText] = /^HTTP\/1\.([01]) (\d{3})(?: |\r|$)/.exec(head) ?? [];
  if (statusText === undefined) return 'broken';
  const status = Number(statusText);
  const connection = headerValue(head, 'connection');
  const isReusable = minor === '1' ? connection !== 'close' : connection === 'keep-alive';
  const base = { status, isReusable, bodyStart: headEnd + HEAD_END.length };
  if (isBodiless(status)) return { ...base, framing: { kind: 'length', byteCount: 0 } };
  if (headerValue(head, 'transfer-encoding')?.endsWith('chunked') === true)
    return { ...base, framing: { kind: 'chunked' } };
  const length = headerValue(head, 'content-length');
  if (length === undefined) return { ...base, isReusable: false, framing: { kind: 'close' } };
  return /^\d+$/.test(length) ? { ...base, framing: { kind: 'length', byteCount: Number(length) } } : 'broken';
}

interface Body {
  readonly bytes: Buffer;
  readonly end: number;
}

function readChunks(bytes: Buffer, start: number): Body | 'more' | 'broken' {
  const chunks: Buffer[] = [];
  let position = start;
  for (;;) {
    const sizeEnd = bytes.indexOf(LINE_END, position);
    if (sizeEnd === -1) return 'more';
    const sizeText = bytes.toString('latin1', position, sizeEnd).split(';', 1)[0]?.trim() ?? '';
    if (!/^[\da-f]+$/i.test(sizeText)) return 'broken';
    const dataStart = sizeEnd + LINE_END.length;
    const byteCount = Number.parseInt(sizeText, 16);
    if (byteCount === 0) {
      // Trailer fields, if any, end with an empty line, as the last chunk without any does.
      const trailerEnd = bytes.indexOf(HEAD_END, sizeEnd);
      return trailerEnd === -1 ? 'more' : { bytes: Buffer.concat(chunks), end: trailerEnd + HEAD_END.length };
    }
    const dataEnd = dataStart + byteCount;
    if (bytes.length < dataEnd + LINE_END.length) return 'more';
    chunks.push(bytes.subarray(dataStart, dataEnd));
    position = dataEnd + LINE_END.length;
  }
}

function readBody(bytes: Buffer, { bodyStart, framing }: Head, isEnded: boolean): Body | 'more' | 'broken' {
  if (framing.kind === 'chunked') return readChunks(bytes, bodyStart);
  if (framing.kind === 'close') return isEnded ? { bytes: bytes.subarray(bodyStart), end: bytes.length } : 'more';
  const end = bodyStart + framing.byteCount;
  return bytes.length < end ? 'more' : { bytes: bytes.subarray(bodyStart, end), end };
}

/** The responses of one connection. */
export class ResponseReader {
  #bytes: Buffer = Buffer.alloc(0);

  /** Adds what arrived and reads on. @returns the response that this completes, if any */
  push(chunk: Buffer): Reading {
    this.#bytes = this.#bytes.length === 0 ? chunk : Buffer.concat([this.#bytes, chunk]);
    return this.#read(false);
  }

  /** No more will come: completes a body that ends with its connection. */
  end(): Reading {
    return this.#read(true);
  }

  #read(isEnded: boolean): Reading {
    const head = readHead(this.#bytes);
    if (head === 'more') return MORE;
    if (head === 'broken') return BROKEN;
    // An interim response: the real one follows.
    if (head.status < 200) {
      this.#bytes = this.#bytes.subarray(head.bodyStart);
      return this.#read(isEnded);
    }
    const body = readBody(this.#bytes, head, isEnded);
    if (body === 'more') return MORE;
    if (body === 'broken') return BROKEN;
    this.#bytes = this.#bytes.subarray(body.end);
    // Bytes beyond the answer to the only request under way: the two sides no longer agree.
    if (this.#bytes.length > 0) return BROKEN;
    const { status, isReusable } = head;
    return { kind: 'response', response: { status, isReusable, body: body.bytes.toString() } };
  }
}
