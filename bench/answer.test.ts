import { expect, test } from 'vitest';
import { answerChecker, failureOutcomeOf, shortened } from './answer.ts';

test('answerChecker() takes equal JSON for right, whatever the order of keys and the white space', () => {
  const isRight = answerChecker({ a: 1, b: [2, 3] });
  expect(isRight('{"a":1,"b":[2,3]}')).toBe(true);
  expect(isRight('{ "b": [2, 3],\n "a": 1 }')).toBe(true);
});

test.each(['{"a":1,"b":[3,2]}', '{"a":1}', '{"a":1,"b":[2,3],"c":0}', '{"a":1,"b":[2,3]', ''])(
  'answerChecker() takes %s for wrong, before and after a right answer',
  (body) => {
    const isRight = answerChecker({ a: 1, b: [2, 3] });
    expect(isRight(body)).toBe(false);
    expect(isRight('{"a":1,"b":[2,3]}')).toBe(true);
    expect(isRight(body)).toBe(false);
  },
);

test('answerChecker() of undefined accepts anything, of null only null', () => {
  expect(answerChecker(undefined)('not even JSON')).toBe(true);
  expect(answerChecker(null)('null')).toBe(true);
  expect(answerChecker(null)('0')).toBe(false);
});

test.each([
  { status: 500, body: '{"code":"ERR_TASK_FAILED"}', outcome: 'failed' },
  { status: 422, body: '{"code":"MINE"}', outcome: 'failed' },
  { status: 500, body: 'Internal Server Error', outcome: 'wrong' },
  { status: 500, body: '{"code":500}', outcome: 'wrong' },
  { status: 200, body: '{"code":"ERR_TASK_FAILED"}', outcome: 'wrong' },
  { status: 503, body: '{"code":"ERR_QUEUE_FULL"}', outcome: 'refused' },
])('failureOutcomeOf() $status with $body is $outcome', ({ status, body, outcome }) => {
  expect(failureOutcomeOf(status, body)).toBe(outcome);
});

test('shortened() is one line of at most 203 characters', () => {
  expect(shortened('a\n  b')).toBe('a b');
  expect(shortened('x'.repeat(500))).toHaveLength(203);
});
