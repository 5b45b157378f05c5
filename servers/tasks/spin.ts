import { type Static, Type } from 'typebox';
import type { Task } from '../task.ts';

/** As in Marsaglia (2003), "Xorshift RNGs", which also gives the shifts 13, 17, 5. */
const SEED = 2_463_534_242;
/** Costs 3.8 s, measured on a 2-core AMD EPYC, Node 26.10. Below 2^31, so that the loop counts in small integers. */
const MAX_ITERATIONS = 2_000_000_000;
const STEP_COUNT = 100;

const inputSchema = Type.Object(
  { iterations: Type.Integer({ minimum: 1, maximum: MAX_ITERATIONS }) },
  { additionalProperties: false },
);
type SpinInput = Static<typeof inputSchema>;
/** `digest` in 0..4294967295. */
type SpinOutput = { readonly digest: number };

/** A fixed number of iterations, never "until the clock says": a busy machine must not make the work smaller. */
export const spin = {
  name: 'spin',
  summary: 'Turns a random number generator a fixed number of times: pure CPU, no memory, no garbage.',
  contract: `Let x be the unsigned 32-bit integer ${SEED}. Repeat "iterations" times, keeping 32 bits: x ^= x << 13;
x ^= x >> 17 (zeros shifted in); x ^= x << 5. Answer {"digest": x} with x as an unsigned integer.`,
  inputSchema,
  defaultInput: { iterations: 50_000_000 },
  run: ({ iterations }: SpinInput): SpinOutput => ({ digest: xorshift32(SEED, iterations) >>> 0 }),
  *steps({ iterations }: SpinInput): Generator<void, SpinOutput> {
    let state = SEED;
    for (let stepIndex = 0; stepIndex < STEP_COUNT; stepIndex += 1) {
      state = slice(state, stepIndex, iterations);
      yield;
    }
    return { digest: state >>> 0 };
  },
  /** @throws {RangeError} when the result would be over the bound of the schema */
  scale({ iterations }: SpinInput, factor: number): SpinInput {
    const scaled = Math.max(1, Math.round(iterations * factor));
    // Written so that a factor of NaN throws too.
    if (!(scaled <= MAX_ITERATIONS)) {
      throw new RangeError(`Cannot scale spin as iterations must be in 1..${MAX_ITERATIONS}: got ${scaled}`);
    }
    return { iterations: scaled };
  },
  // The first outputs of this seed, computed apart in python3:
  //   x = 2463534242
  //   for i in range(1, 50_000_001):
  //       x ^= x << 13 & 0xffffffff; x ^= x >> 17; x ^= x << 5 & 0xffffffff
  //       if i in (1, 2, 3, 1000, 50_000_000): print(i, x)
  examples: [
    { input: { iterations: 1 }, output: { digest: 723_471_715 } },
    { input: { iterations: 2 }, output: { digest: 2_497_366_906 } },
    { input: { iterations: 3 }, output: { digest: 2_064_144_800 } },
    { input: { iterations: 1_000 }, output: { digest: 3_298_996_588 } },
    { input: { iterations: 50_000_000 }, output: { digest: 39_188_372 } },
  ],
} satisfies Task<SpinInput, SpinOutput>;

/** A function of its own: with the loop inlined into the generator, its slices ran 1.3 times slower after some 800 of them. */
const slice = (state: number, stepIndex: number, iterations: number): number =>
  xorshift32(state, iterationsBefore(stepIndex + 1, iterations) - iterationsBefore(stepIndex, iterations));

/** Whole numbers that add up to `iterations`: a fraction in a loop bound would change the type of its counter. */
function iterationsBefore(stepIndex: number, iterations: number): number {
  return Math.floor((iterations * stepIndex) / STEP_COUNT);
}

/**
 * Costs the same in one call and in a hundred, which few kernels do: a multiplication by `Math.imul` under a mask ran
 * 3 to 6 times slower once it was called in slices and the JIT had tiered up.
 */
function xorshift32(seed: number, iterations: number): number {
  let x = seed;
  for (let index = 0; index < iterations; index += 1) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
  }
  return x;
}
