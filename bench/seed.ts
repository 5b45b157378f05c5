/**
 * A seed of its own for each purpose and round, all from the one that a run is repeated with.
 *
 * @returns 0..2^32-1
 * @see Fowler, Noll and Vo: FNV-1a, 32 bits
 */
export function derivedSeed(seed: number, roundIndex: number, purpose: string): number {
  let hash = 0x81_1c_9d_c5;
  for (const character of `${seed}/${roundIndex}/${purpose}`) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01_00_01_93);
  }
  return hash >>> 0;
}
