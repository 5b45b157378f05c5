/** Where a response body ends. `close`: where its connection does. @see RFC 9112, section 6 */
export type Framing =
  | { readonly kind: 'length'; readonly byteCount: number }
  | { readonly kind: 'chunked' }
  | { readonly kind: 'close' };

/** How many of the bytes belong to the body, which is whole with them; `more`: all of them do, and it is not. */
export type BodyReading = number | 'more' | 'broken';

/** Reads a body as it comes, without going over its bytes twice. */
export interface BodyReader {
  push(bytes: Buffer): BodyReading;
  /** What there is of it. */
  text(): string;
}

/** A light request has no answer longer than this, and one heavy answer must not eat this process's memory. */
export const BODY_LIMIT_BYTES = 64 * 1_024 * 1_024;
/** Chunk sizes with their extensions, and trailer fields. */
const LINE_LIMIT_BYTES = 16 * 1_024;
const LINE_FEED = 0x0a;

/** Copies what it keeps: the bytes it is given are overwritten by the next read. */
class Parts {
  readonly #parts: Buffer[] = [];
  byteCount = 0;

  add(bytes: Buffer): void {
    this.#parts.push(Buffer.from(bytes));
    this.byteCount += bytes.length;
  }

  text(): string {
    return Buffer.concat(this.#parts).toString();
  }
}

function lengthReader(byteCount: number): BodyReader {
  const parts = new Parts();
  return {
    push: (bytes) => {
      const used = Math.min(bytes.length, byteCount - parts.byteCount);
      parts.add(bytes.subarray(0, used));
      return parts.byteCount === byteCount ? used : 'more';
    },
    text: () => parts.text(),
  };
}

function closeReader(): BodyReader {
  const parts = new Parts();
  return {
    push: (bytes) => {
      parts.add(bytes);
      return parts.byteCount > BODY_LIMIT_BYTES ? 'broken' : 'more';
    },
    text: () => parts.text(),
  };
}

/** @see RFC 9112, section 7.1 */
class ChunkedReader implements BodyReader {
  readonly #parts = new Parts();
  #expected: 'size' | 'data' | 'data-end' | 'trailer' = 'size';
  #line = '';
  #leftByteCount = 0;

  push(bytes: Buffer): BodyReading {
    let position = 0;
    while (position < bytes.length) {
      if (this.#expected === 'data') {
        const end = Math.min(bytes.length, position + this.#leftByteCount);
        this.#parts.add(bytes.subarray(position, end));
        this.#leftByteCount -= end - position;
        position = end;
        if (this.#leftByteCount === 0) this.#expected = 'data-end';
        continue;
      }
      const lineFeed = bytes.indexOf(LINE_FEED, position);
      const end = lineFeed === -1 ? bytes.length : lineFeed + 1;
      this.#line += bytes.toString('latin1', position, end);
      position = end;
      if (this.#line.length > LINE_LIMIT_BYTES) return 'broken';
      if (lineFeed === -1) return 'more';
      const reading = this.#readLine();
      if (reading !== 'more') return reading === 'broken' ? 'broken' : position;
    }
    return 'more';
  }

  text(): string {
    return this.#parts.text();
  }

  #readLine(): 'more' | 'broken' | 'whole' {
    if (!this.#line.endsWith('\r\n')) return 'broken';
    const line = this.#line.slice(0, -2);
    this.#line = '';
    if (this.#expected === 'trailer') return line === '' ? 'whole' : 'more';
    if (this.#expected === 'data-end') {
      this.#expected = 'size';
      return line === '' ? 'more' : 'broken';
    }
    const size = line.split(';', 1)[0]?.trim() ?? '';
    if (!/^[\da-f]{1,8}$/i.test(size)) return 'broken';
    this.#leftByteCount = Number.parseInt(size, 16);
    this.#expected = this.#leftByteCount === 0 ? 'trailer' : 'data';
    return this.#parts.byteCount + this.#leftByteCount > BODY_LIMIT_BYTES ? 'broken' : 'more';
  }
}

export function bodyReader(framing: Framing): BodyReader {
  if (framing.kind === 'length') return lengthReader(framing.byteCount);
  return framing.kind === 'chunked' ? new ChunkedReader() : closeReader();
}
