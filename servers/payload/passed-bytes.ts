import type { Json } from '../task.ts';
import { filled } from './held-bytes.ts';
import type { Loan } from './payload-runner.ts';
import type { PayloadTask } from './payload-task.ts';

/**
 * Bytes that are given away and come back, of one input: as many copies as are away at once, made as they are needed. One
 * that does not come back, as its thread was ended, is made anew for the next job, on the loop.
 */
export class PassedBytes {
  #key = '';
  #here: Uint8Array[] = [];

  lend({ name, payload }: PayloadTask, input: Json): Loan {
    const key = `${name} ${JSON.stringify(input)}`;
    if (key !== this.#key) this.#here = [];
    this.#key = key;
    const bytes = this.#here.pop() ?? filled(payload, input, (byteCount) => new ArrayBuffer(byteCount));
    return {
      kind: 'given-away',
      bytes,
      takeBack: (returned) => {
        // Another input's are wanted by now.
        if (key === this.#key) this.#here.push(returned);
      },
    };
  }
}
