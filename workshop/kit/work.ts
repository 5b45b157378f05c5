/** Rounds in one iteration: some microseconds of one core, so that a lesson counts iterations in thousands. */
const ROUNDS_PER_ITERATION = 1_000;
/** An iterator of slices pauses so often: about a tenth of a millisecond. */
const ITERATIONS_PER_SLICE = 50;

/** Four words that each round mixes again. Nobody has found a way to skip a round. */
type State = [number, number, number, number];

/** FNV-1a over the nonce, started four times, so that another nonce is another computation from its first round on. */
function stateOf(nonce: string): State {
  const word = (seed: number): number => {
    let hash = seed;
    for (let index = 0; index < nonce.length; index += 1)
      hash = Math.imul(hash ^ nonce.charCodeAt(index), 0x01_00_01_93);
    return hash | 0;
  };
  return [word(0x81_1c_9d_c5), word(0x9e_37_79_b9), word(0x85_eb_ca_6b), word(0xc2_b2_ae_35)];
}

/** Multiplying a word by another one that depends on it cannot be undone or jumped over, unlike adding and shifting alone. */
function iterate(state: State, iterations: number): void {
  let [a, b, c, d] = state;
  for (let round = iterations * ROUNDS_PER_ITERATION; round > 0; round -= 1) {
    a = (Math.imul(a ^ (a >>> 15), b | 1) + c) | 0;
    b = ((b ^ ((d << 7) | (d >>> 25))) + 0x9e_37_79_b9 + round) | 0;
    c = Math.imul(c ^ (a >>> 13), 0x85_eb_ca_6b);
    d = (d + (b ^ c)) | 0;
  }
  state[0] = a;
  state[1] = b;
  state[2] = c;
  state[3] = d;
}

const digestOf = (state: State): string => state.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');

/**
 * Heavy work: nothing but CPU, the same for the same arguments on every machine, and it does not pause.
 *
 * @param nonce a word that was never used before, so that no answer can be kept from an earlier time
 * @param iterations how much; each takes some microseconds
 * @returns 32 hexadecimal digits, which nobody can know without the work
 * @throws {RangeError} when iterations is below 0
 */
export function work(nonce: string, iterations: number): string {
  const slices = workSlices(nonce, iterations);
  for (;;) {
    const { done, value } = slices.next();
    if (done === true) return value;
  }
}

/**
 * The same work in slices of about a tenth of a millisecond. Between two calls of next() you may do what you like; the
 * last one returns the digest as its value.
 *
 * @throws {RangeError} at the first call of next(), when iterations is below 0
 */
export function* workSlices(nonce: string, iterations: number): Generator<void, string, void> {
  if (iterations < 0) throw new RangeError(`Cannot work: iterations must be 0 or more, got ${iterations}`);
  const state = stateOf(nonce);
  for (let left = iterations; left > 0; left -= ITERATIONS_PER_SLICE) {
    iterate(state, Math.min(left, ITERATIONS_PER_SLICE));
    yield;
  }
  return digestOf(state);
}
