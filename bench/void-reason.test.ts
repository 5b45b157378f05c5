import { expect, test } from 'vitest';
import { voidReason } from './void-reason.ts';

const healthy = {
  streamName: 'heavy',
  sentCount: 108,
  answeredCount: 97,
  errorCount: 3,
  unfinishedCount: 8,
  desyncCount: 0,
};
const result = (audit: Partial<typeof healthy>, wrongAnswer: string | null = null) => ({
  streams: [],
  closedLoopAudits: [{ ...healthy, ...audit }],
  telemetry: [],
  wrongAnswer,
});

test('voidReason() of 108 sent = 97 answered + 3 errors + 8 under way is none', () => {
  expect(voidReason(result({}))).toBeUndefined();
});

test.each([
  { what: 'a response out of step', audit: { desyncCount: 1 }, wrongAnswer: null, code: 'ERR_LOAD_DESYNC' },
  { what: 'a request nobody saw end', audit: { sentCount: 109 }, wrongAnswer: null, code: 'ERR_LOAD_CONSERVATION' },
  { what: 'an answer to nothing', audit: { sentCount: 107 }, wrongAnswer: null, code: 'ERR_LOAD_CONSERVATION' },
  { what: 'a wrong answer', audit: {}, wrongAnswer: '{}', code: 'ERR_ANSWER_WRONG' },
])('voidReason() of $what is $code', ({ audit, wrongAnswer, code }) => {
  expect(voidReason(result(audit, wrongAnswer))).toMatchObject({ code });
});
