import { createHash } from 'node:crypto';

/** What a task may do, once its work is done, to whoever runs it. */
const SURPRISES = ['none', 'throw', 'exit', 'endless', 'memory'] as const;
export type Surprise = (typeof SURPRISES)[number];

/** Enough that no seal fits two surprises. */
const SEAL_LENGTH = 16;
/** Nonces have none of their own. */
const MARK = '.';

const sealOf = (surprise: Surprise, digest: string): string =>
  createHash('sha256').update(`${surprise} ${digest}`).digest('hex').slice(0, SEAL_LENGTH);

/**
 * A nonce that hides a surprise. Only the work's own digest opens it, so a server cannot tell a bad task from a good one
 * without having done the work.
 *
 * @param nonce of the work, without a '.'
 * @param digest of that work
 */
export const hideSurprise = (surprise: Surprise, nonce: string, digest: string): string =>
  `${nonce}${MARK}${sealOf(surprise, digest)}`;

/** The nonce of the work itself, without what it hides. */
export const workNonce = (nonce: string): string => nonce.split(MARK)[0] ?? '';

/** @returns 'none' also where nothing is hidden */
export function revealSurprise(nonce: string, digest: string): Surprise {
  const [, seal] = nonce.split(MARK);
  return SURPRISES.find((surprise) => sealOf(surprise, digest) === seal) ?? 'none';
}
