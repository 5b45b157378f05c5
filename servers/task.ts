import type { TSchema } from 'typebox';

/** What crosses a thread, a process or a socket: nothing but JSON. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Data that a task works on, too large to be part of its input: a picture, an index, a table that the server has loaded. */
export interface Payload<Input extends Json = Json, Output extends Json = Json> {
  byteCount(input: Input): number;
  /** Makes the data: the same for the same input. What a server would load, once. */
  fill(input: Input, bytes: Uint8Array): void;
  /** The task's work on data that is there; it leaves the data as it is. */
  run(input: Input, bytes: Uint8Array): Output;
}

/** Heavy work in its purest form: input in, output out, the same every time. */
export interface Task<Input extends Json = Json, Output extends Json = Json> {
  /** Its key in the list and its URL segment. */
  readonly name: string;
  /** One sentence for tables and help. */
  readonly summary: string;
  /** How to compute the output, exact enough to write the same task in another language. Published by `GET /openapi.json`. */
  readonly contract: string;
  /** Bounds the cost too: nobody may ask for an hour of work. */
  readonly inputSchema: TSchema;
  readonly defaultInput: Input;
  /** Runs to completion without yielding. Pure. */
  run(input: Input): Output;
  /** The same work in slices, for strategies that yield between them. */
  steps?(input: Input): Iterator<void, Output>;
  /** The platform's own off-loop form where one exists (crypto.scrypt, zlib). */
  native?(input: Input): Promise<Output>;
  /** For strategies that send the data to where the work is; `run(input)` holds the data itself. */
  readonly payload?: Payload<Input, Output>;
  /** The input that costs `factor` times what `input` costs, for tasks whose cost is a number. */
  scale?(input: Input, factor: number): Input;
  /** Known answers, checked by the contract test and by every trial's warm-up. */
  readonly examples: readonly { readonly input: Input; readonly output: Output }[];
}
