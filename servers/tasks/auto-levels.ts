import { type Static, Type } from 'typebox';
import { HeldBytes } from '../payload/held-bytes.ts';
import type { Payload, Task } from '../task.ts';

/** As in Marsaglia (2003), "Xorshift RNGs", which also gives the shifts 13, 17, 5. */
const SEED = 2_463_534_242;
const BYTES_PER_PIXEL = 4;
const LEVEL_COUNT = 256;
const STEP_COUNT = 50;

/** The largest picture, 64 MiB, costs 0.06 s once it is in memory, measured on a 2-core AMD EPYC, Node 26.10. */
const inputSchema = Type.Object(
  {
    pixelCount: Type.Integer({ minimum: 1, maximum: 16 * 1_024 * 1_024 }),
    clippedPerMille: Type.Integer({ minimum: 0, maximum: 499 }),
  },
  { additionalProperties: false },
);
type AutoLevelsInput = Static<typeof inputSchema>;
/** Levels in 0..255; `levelSum` is that of all pixels. */
type AutoLevelsOutput = { readonly black: number; readonly white: number; readonly levelSum: number };

/** A picture made of noise, so that every run has the same and nothing has to be shipped. */
function fill({ pixelCount }: AutoLevelsInput, bytes: Uint8Array): void {
  const pixels = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let x = SEED;
  for (let index = 0; index < pixelCount; index += 1) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    pixels.setUint32(index * BYTES_PER_PIXEL, x, true);
  }
}

/** Counts the pixels of one range by level. The weights are those of ITU-R BT.709 for red, green and blue, in 256ths. */
function countLevels(
  bytes: Uint8Array,
  range: { readonly from: number; readonly to: number },
  counts: Uint32Array,
): void {
  for (let at = range.from * BYTES_PER_PIXEL; at < range.to * BYTES_PER_PIXEL; at += BYTES_PER_PIXEL) {
    const level = ((bytes[at] ?? 0) * 54 + (bytes[at + 1] ?? 0) * 183 + (bytes[at + 2] ?? 0) * 19) >> 8;
    counts[level] = (counts[level] ?? 0) + 1;
  }
}

/** The smallest level that at least so many pixels do not exceed. */
function levelOf(counts: Uint32Array, neededCount: number): number {
  let seenCount = 0;
  const level = counts.findIndex((count) => {
    seenCount += count;
    return seenCount >= neededCount;
  });
  return level;
}

function outputOf({ pixelCount, clippedPerMille }: AutoLevelsInput, counts: Uint32Array): AutoLevelsOutput {
  const countOf = (perMille: number): number => Math.max(1, Math.ceil((pixelCount * perMille) / 1_000));
  return {
    black: levelOf(counts, countOf(clippedPerMille)),
    white: levelOf(counts, countOf(1_000 - clippedPerMille)),
    levelSum: counts.reduce((sum, count, level) => sum + count * level, 0),
  };
}

const payload: Payload<AutoLevelsInput, AutoLevelsOutput> = {
  byteCount: ({ pixelCount }) => pixelCount * BYTES_PER_PIXEL,
  fill,
  run(input, bytes) {
    const counts = new Uint32Array(LEVEL_COUNT);
    countLevels(bytes, { from: 0, to: input.pixelCount }, counts);
    return outputOf(input, counts);
  },
};

/** Where the task runs by itself, each process or thread holds the picture. */
const held = new HeldBytes();

/** Has data: see `Payload`. Little is done to each byte, so that what it costs to move them shows. */
export const autoLevels = {
  name: 'auto-levels',
  summary:
    'Finds the darkest and brightest levels of a picture of 32 MB that the server holds: much data, little work.',
  contract: `Let the picture be "pixelCount" pixels of four bytes. Let x be the unsigned 32-bit integer ${SEED}; for each pixel, keeping
32 bits: x ^= x << 13; x ^= x >> 17 (zeros shifted in); x ^= x << 5; the pixel is then x, its lowest byte first: red, green, blue,
one unused. The picture may be kept in memory. The level of a pixel is (54 red + 183 green + 19 blue) / 256, rounded down. Answer
{"black": the smallest level that at least ceil(pixelCount * clippedPerMille / 1000) pixels, one at least, do not exceed,
"white": the same for 1000 - clippedPerMille, "levelSum": the sum of all levels}.`,
  inputSchema,
  defaultInput: { pixelCount: 8_388_608, clippedPerMille: 5 },
  payload,
  run: (input: AutoLevelsInput): AutoLevelsOutput => payload.run(input, held.of(payload, input)),
  *steps(input: AutoLevelsInput): Generator<void, AutoLevelsOutput> {
    const bytes = held.of(payload, input);
    const counts = new Uint32Array(LEVEL_COUNT);
    const pixelsBefore = (stepIndex: number): number => Math.floor((input.pixelCount * stepIndex) / STEP_COUNT);
    for (let stepIndex = 0; stepIndex < STEP_COUNT; stepIndex += 1) {
      countLevels(bytes, { from: pixelsBefore(stepIndex), to: pixelsBefore(stepIndex + 1) }, counts);
      yield;
    }
    return outputOf(input, counts);
  },
  // All were checked in python3, pixel by pixel as the contract says; -(-n * p // 1000) rounds up:
  //   x, counts = 2463534242, [0] * 256
  //   for _ in range(n):
  //       x ^= x << 13 & 0xffffffff; x ^= x >> 17; x ^= x << 5 & 0xffffffff
  //       counts[((x & 255) * 54 + (x >> 8 & 255) * 183 + (x >> 16 & 255) * 19) >> 8] += 1
  //   level = lambda p: next(y for y in range(256) if sum(counts[:y + 1]) >= max(1, -(-n * p // 1000)))
  //   print(level(clipped), level(1000 - clipped), sum(y * count for y, count in enumerate(counts)))
  examples: [
    { input: { pixelCount: 1, clippedPerMille: 0 }, output: { black: 78, white: 78, levelSum: 78 } },
    { input: { pixelCount: 1_000, clippedPerMille: 5 }, output: { black: 15, white: 235, levelSum: 123_193 } },
    { input: { pixelCount: 65_536, clippedPerMille: 10 }, output: { black: 21, white: 232, levelSum: 8_323_702 } },
    {
      input: { pixelCount: 8_388_608, clippedPerMille: 5 },
      output: { black: 17, white: 237, levelSum: 1_065_317_649 },
    },
  ],
} satisfies Task<AutoLevelsInput, AutoLevelsOutput>;
