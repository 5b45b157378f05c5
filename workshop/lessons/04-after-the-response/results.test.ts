import { expect, test } from 'vitest';
import { type Reading, readingOf } from './results.ts';

test.each<{ status: number; body: unknown; reading: Reading }>([
  { status: 404, body: { message: 'Not there yet' }, reading: { kind: 'open' } },
  { status: 202, body: '', reading: { kind: 'open' } },
  { status: 200, body: { digest: 'd1' }, reading: { kind: 'done', digest: 'd1' } },
  { status: 200, body: { error: 'burnt' }, reading: { kind: 'failed', error: 'burnt' } },
  { status: 200, body: { error: '' }, reading: { kind: 'unreadable' } },
  { status: 200, body: { digest: 'd1', error: 'burnt' }, reading: { kind: 'unreadable' } },
  { status: 200, body: null, reading: { kind: 'unreadable' } },
  { status: 200, body: 'd1', reading: { kind: 'unreadable' } },
  { status: 500, body: { error: 'burnt' }, reading: { kind: 'unreadable' } },
  { status: 0, body: '', reading: { kind: 'unreadable' } },
])('readingOf() of $status with $body is $reading.kind', ({ reading, ...reply }) => {
  expect(readingOf(reply)).toEqual(reading);
});
