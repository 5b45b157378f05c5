import { expect, test } from 'vitest';
import type { Learner } from '../../referee/learner-process.ts';
import type { Reply } from '../../referee/ask.ts';
import type { Referee } from '../../referee/referee.ts';
import { statusOf } from './job-seen.ts';

const JOB = { nonce: 'n', iterations: 1, status: 202, location: '/jobs/1' };
const statusAfter = async (reply: Pick<Reply, 'status' | 'body'>) =>
  statusOf({ ask: async () => Promise.resolve(reply) } as unknown as Referee, {} as Learner, JOB);

test.each([
  { what: 'no answer', status: 0, body: '' },
  { what: 'text', status: 404, body: 'Not found' },
  { what: 'null', status: 200, body: null },
  { what: 'another state', status: 200, body: { state: 'lost' } },
])('a job of which the API says $what is unknown', async ({ status, body }) => {
  expect(await statusAfter({ status, body })).toEqual({ state: 'unknown', digest: null });
});

test('a job that is done has its digest', async () => {
  expect(await statusAfter({ status: 200, body: { state: 'done', digest: 'd' } })).toEqual({
    state: 'done',
    digest: 'd',
  });
});
