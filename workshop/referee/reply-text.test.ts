import { expect, test } from 'vitest';
import { replyText } from './reply-text.ts';

test.each([
  { reply: { status: 0, body: '' }, text: 'nothing' },
  { reply: { status: 202, body: '' }, text: '202 without a body' },
  { reply: { status: 404, body: { message: 'No' } }, text: '404 with {"message":"No"}' },
  { reply: { status: 500, body: '\u001b[2J' }, text: String.raw`500 with \u{1b}[2J` },
])('replyText() of $reply.status is "$text"', ({ reply, text }) => {
  expect(replyText(reply)).toBe(text);
});

test('replyText() cuts a body that is long', () => {
  expect(replyText({ status: 200, body: 'a'.repeat(500) })).toMatch(/^200 with a{50,60}\.\.\.$/);
});
