import { move, transferableSymbol, valueSymbol } from 'piscina';

/** What piscina sends without copying the bytes in it, to a thread or back from it: the sender has them no longer. */
export const moved = (value: { readonly bytes: Uint8Array }): unknown =>
  move({
    get [transferableSymbol]() {
      return value.bytes.buffer;
    },
    get [valueSymbol]() {
      return value;
    },
  });
