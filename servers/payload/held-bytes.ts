import type { Json, Payload } from '../task.ts';

/** A payload's bytes in memory of whatever kind. @param allocate so many bytes */
export function filled<Input extends Json>(
  payload: Payload<Input>,
  input: Input,
  allocate: (byteCount: number) => ArrayBufferLike,
): Uint8Array {
  const bytes = new Uint8Array(allocate(payload.byteCount(input)));
  payload.fill(input, bytes);
  return bytes;
}

/** The bytes that a process or thread holds: of one input, made when they are first asked for, kept until another's are. */
export class HeldBytes {
  readonly #allocate: (byteCount: number) => ArrayBufferLike;
  #payload: unknown;
  #key = '';
  #bytes: Uint8Array = new Uint8Array();

  constructor(allocate: (byteCount: number) => ArrayBufferLike = (byteCount) => new ArrayBuffer(byteCount)) {
    this.#allocate = allocate;
  }

  of<Input extends Json>(payload: Payload<Input>, input: Input): Uint8Array {
    const key = JSON.stringify(input);
    if (payload === this.#payload && key === this.#key) return this.#bytes;
    this.#bytes = filled(payload, input, this.#allocate);
    this.#payload = payload;
    this.#key = key;
    return this.#bytes;
  }
}
