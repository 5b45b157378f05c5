/** As in servers/tasks/spin.ts, whose contract says how a digest comes about. */
const SEED = 2_463_534_242;
const BIT_COUNT = 32;

/** A step of the generator as a matrix of bits: entry b is what bit b of a state becomes. Applying it twice is multiplying it by itself. */
type Step = readonly number[];

function advance(state: number): number {
  let x = state;
  x ^= x << 13;
  x ^= x >>> 17;
  return x ^ (x << 5);
}

function apply(step: Step, state: number): number {
  let result = 0;
  for (let bit = 0; bit < BIT_COUNT; bit += 1) if (((state >>> bit) & 1) === 1) result ^= step[bit] ?? 0;
  return result;
}

/**
 * What the task `spin` must answer, found by squaring the step and not by taking all of them: the referee knows it at once, for
 * any number of iterations.
 */
export function spinOutput(iterations: number): { readonly digest: number } {
  let state = SEED;
  let step: Step = Array.from({ length: BIT_COUNT }, (_, bit) => advance(1 << bit));
  for (let left = iterations; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) state = apply(step, state);
    const once = step;
    step = once.map((column) => apply(once, column));
  }
  return { digest: state >>> 0 };
}
