import { expect, test } from 'vitest';
import { hideSurprise, revealSurprise, workNonce } from './surprise.ts';

test.each(['none', 'throw', 'exit', 'endless', 'memory'] as const)(
  'revealSurprise() finds %s again with the digest of the work',
  (surprise) => {
    const nonce = hideSurprise(surprise, 'a-b-c', 'digest');
    expect(revealSurprise(nonce, 'digest')).toBe(surprise);
    expect(workNonce(nonce)).toBe('a-b-c');
  },
);

test('revealSurprise() with the digest of other work tells nothing', () => {
  expect(revealSurprise(hideSurprise('endless', 'a', 'digest'), 'another digest')).toBe('none');
});

test('a nonce without a surprise is its own work', () => {
  expect(workNonce('a-b-c')).toBe('a-b-c');
  expect(revealSurprise('a-b-c', 'digest')).toBe('none');
});

test('hideSurprise() makes nonces of one length: nobody can tell them apart by it', () => {
  const lengths = (['none', 'endless'] as const).map((surprise) => hideSurprise(surprise, 'a', 'digest').length);
  expect(new Set(lengths).size).toBe(1);
});
