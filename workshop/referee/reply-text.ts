import { plainText, truncate } from '../../reports/plain-text.ts';
import type { Reply } from './ask.ts';

/** Enough of a body to know it again. */
const BODY_COLUMNS = 60;

/** For a fact: '404 with {"message":"Not found"}', "202 without a body", "nothing". */
export function replyText({ status, body }: Pick<Reply, 'status' | 'body'>): string {
  if (status === 0) return 'nothing';
  if (body === '') return `${status} without a body`;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return `${status} with ${truncate(plainText(text), BODY_COLUMNS, '...')}`;
}
