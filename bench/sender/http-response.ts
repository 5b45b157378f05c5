import { type BodyReader, bodyReader } from './response-body.ts';
import { type ResponseHead, readHead } from './response-head.ts';
import type { Stamps } from './stamps.ts';

export interface HttpResponse {
  readonly status: number;
  readonly body: string;
  /** False when the server will close the connection after this response. */
  readonly isReusable: boolean;
  /** The server's own times, where it sends some. */
  readonly stamps: Stamps | null;
  /** Where a 202 says to ask for its job. */
  readonly location: string | null;
}

/** `broken`: what came is no HTTP response. */
export type Reading =
  | { readonly kind: 'response'; readonly response: HttpResponse }
  | { readonly kind: 'more' }
  | { readonly kind: 'broken' };

const HEAD_END = '\r\n\r\n';
/** As much as Node itself takes. */
const HEAD_LIMIT_BYTES = 16 * 1_024;
const MORE = { kind: 'more' } as const;
const BROKEN = { kind: 'broken' } as const;
const NOTHING = Buffer.alloc(0);

/**
 * The responses of one connection, one after the other, from its bytes. Only what a sender needs: status, body, stamps,
 * location, and whether the connection may be used again. Written for small answers that arrive in one piece, right for those
 * that do not.
 *
 * @see RFC 9112, sections 4 to 7
 */
export class ResponseReader {
  /** The start of a head, copied. */
  #rest: Buffer = NOTHING;
  #head: ResponseHead | undefined;
  #body: BodyReader | undefined;

  /**
   * Adds what arrived and reads on.
   *
   * @param chunk is not kept: it may be overwritten afterwards
   * @returns the response that this completes, if any
   */
  push(chunk: Buffer): Reading {
    if (this.#head !== undefined) return this.#readBody(this.#head, chunk);
    let bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    for (;;) {
      const headEnd = bytes.indexOf(HEAD_END);
      if (headEnd === -1) {
        this.#rest = Buffer.from(bytes);
        return bytes.length > HEAD_LIMIT_BYTES ? BROKEN : MORE;
      }
      const head = readHead(bytes.toString('latin1', 0, headEnd));
      if (head === undefined) return BROKEN;
      bytes = bytes.subarray(headEnd + HEAD_END.length);
      if (head.status >= 200) {
        this.#rest = NOTHING;
        return this.#readBody(head, bytes);
      }
      // An interim response: the real one follows.
    }
  }

  /** No more will come: completes a body that ends with its connection. */
  end(): Reading {
    const head = this.#head;
    return head?.framing.kind === 'close' ? this.#finish(head, this.#body?.text() ?? '') : MORE;
  }

  #readBody(head: ResponseHead, bytes: Buffer): Reading {
    if (this.#body === undefined && head.framing.kind === 'length' && head.framing.byteCount === bytes.length)
      return this.#finish(head, bytes.toString());
    this.#head = head;
    this.#body ??= bodyReader(head.framing);
    const reading = this.#body.push(bytes);
    if (reading === 'more') return MORE;
    // Bytes beyond the answer to the only request under way: the two sides no longer agree.
    if (reading === 'broken' || reading < bytes.length) return BROKEN;
    return this.#finish(head, this.#body.text());
  }

  #finish({ status, isReusable, stamps, location }: ResponseHead, body: string): Reading {
    this.#head = undefined;
    this.#body = undefined;
    return { kind: 'response', response: { status, body, isReusable, stamps, location } };
  }
}
