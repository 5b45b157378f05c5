/** Floats in [0, 1), the same sequence for the same seed on every machine. */
export type Random = () => number;

const UINT32_COUNT = 4_294_967_296;

const rotateLeft = (word: number, bitCount: number): number => (word << bitCount) | (word >>> (32 - bitCount));

/**
 * xoshiro128**: 32-bit integers 0..2^32-1, period 2^128 - 1.
 *
 * @param state four 32-bit words, not all zero; copied
 * @see Blackman and Vigna (2018), https://prng.di.unimi.it/xoshiro128starstar.c
 */
export function xoshiro128(state: readonly [number, number, number, number]): () => number {
  let [a, b, c, d] = state;
  return () => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return result;
  };
}

/** Spreads one seed over many words, so that seeds 1 and 2 start far apart. Constants: the 32-bit finaliser of MurmurHash3. */
function spreader(seed: number): () => number {
  let counter = seed | 0;
  return () => {
    counter = (counter + 0x9e_37_79_b9) | 0; // 2^32 / golden ratio, as in SplitMix
    let word = counter ^ (counter >>> 16);
    word = Math.imul(word, 0x85_eb_ca_6b);
    word ^= word >>> 13;
    word = Math.imul(word, 0xc2_b2_ae_35);
    return (word ^ (word >>> 16)) >>> 0;
  };
}

/** @param seed a record's seed, 0..2^32-1; of other numbers the lowest 32 bits count */
export function seededRandom(seed: number): Random {
  const nextWord = spreader(seed);
  const next = xoshiro128([nextWord(), nextWord(), nextWord(), nextWord()]);
  return () => next() / UINT32_COUNT;
}

/** 0..limit-1, all equally likely as far as a float can tell. */
export const randomIndex = (random: Random, limit: number): number => Math.floor(random() * limit);

/** A new array in random order, every order equally likely. */
export function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  const drawn: Item[] = [];
  // "Inside-out" Fisher-Yates: each newcomer takes a random place and whoever stood there moves to the end.
  for (const item of items) {
    const place = randomIndex(random, drawn.length + 1);
    if (place < drawn.length) drawn.push(drawn[place] as Item);
    drawn[place] = item;
  }
  return drawn;
}

/** A wait with that mean and no memory: the gap between Poisson arrivals. */
export const exponential = (random: Random, mean: number): number => -mean * Math.log(1 - random());
