import { randomBytes, timingSafeEqual } from 'node:crypto';

/** Clicks of one browser: this many at once, then so many a second. */
const BURST_COUNT = 10;
const PER_SECOND = 4;
/** Newcomers and guesses of a join code, per address. */
const NEWCOMER_BURST_COUNT = 30;
const NEWCOMERS_PER_SECOND = 1;
/** More browsers than any class has; the one that was quiet for longest is forgotten. */
const MOST_VISITORS = 300;

interface Bucket {
  leftCount: number;
  atMs: number;
}

/** Lets a burst through, and then an even trickle. */
class Limiter {
  readonly #buckets = new Map<string, Bucket>();
  readonly #burstCount: number;
  readonly #perSecond: number;

  constructor(burstCount: number, perSecond: number) {
    this.#burstCount = burstCount;
    this.#perSecond = perSecond;
  }

  takes(key: string, atMs: number): boolean {
    const { leftCount, atMs: sinceMs } = this.#buckets.get(key) ?? { leftCount: this.#burstCount, atMs };
    const filled = Math.min(this.#burstCount, leftCount + ((atMs - sinceMs) / 1_000) * this.#perSecond);
    const isTaken = filled >= 1;
    // Deleted first, so that the order of the map is that of the last visit.
    this.#buckets.delete(key);
    this.#buckets.set(key, { leftCount: isTaken ? filled - 1 : filled, atMs });
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > MOST_VISITORS && oldest !== undefined) this.#buckets.delete(oldest);
    return isTaken;
  }
}

const isSame = (first: string, second: string): boolean =>
  first.length === second.length && timingSafeEqual(Buffer.from(first), Buffer.from(second));

/** Whether a newcomer may come in. */
type Admission =
  | { readonly kind: 'in'; readonly token: string }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'too-many' };

/** Who may look and press: browsers that opened the page here, and in a classroom typed its code. */
export class Visitors {
  /** Empty where everybody on this machine may. */
  readonly joinCode: string;
  readonly #known = new Set<string>();
  readonly #clicks = new Limiter(BURST_COUNT, PER_SECOND);
  readonly #newcomers = new Limiter(NEWCOMER_BURST_COUNT, NEWCOMERS_PER_SECOND);

  constructor(joinCode: string) {
    this.joinCode = joinCode;
  }

  isKnown(token: string): boolean {
    return this.#known.has(token);
  }

  /** @param address where too many guesses are counted */
  admit(address: string, typedCode: string, atMs: number): Admission {
    // Without a guess nothing is learned, and nothing is remembered.
    if (this.joinCode !== '' && typedCode === '') return { kind: 'wrong' };
    if (!this.#newcomers.takes(address, atMs)) return { kind: 'too-many' };
    if (this.joinCode !== '' && !isSame(typedCode, this.joinCode)) return { kind: 'wrong' };
    const token = randomBytes(16).toString('hex');
    this.#known.add(token);
    const [oldest] = this.#known;
    if (this.#known.size > MOST_VISITORS && oldest !== undefined) this.#known.delete(oldest);
    return { kind: 'in', token };
  }

  mayClick(token: string, atMs: number): boolean {
    return this.#clicks.takes(token, atMs);
  }
}
