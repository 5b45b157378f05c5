import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../servers/task.ts';
import type { Outcome } from '../stats/record.ts';

/**
 * Compares response bodies with the one right answer. Equal as JSON is right: key order and white space may differ.
 * Servers send the same bytes again and again, so a body is parsed once and then recognised.
 *
 * @param expected undefined accepts any body
 */
export function answerChecker(expected: Json | undefined): (body: string) => boolean {
  if (expected === undefined) return () => true;
  let rightBody: string | undefined;
  return (body) => {
    if (body === rightBody) return true;
    let answer: unknown;
    try {
      answer = JSON.parse(body);
    } catch {
      return false;
    }
    if (!isDeepStrictEqual(answer, expected)) return false;
    rightBody = body;
    return true;
  };
}

/** What an answer counts as. @param isRight asked only of an answer that claims to be one */
export function outcomeOf(status: number, isRight: () => boolean): Outcome {
  if (status === 503) return 'refused';
  if (status !== 200) return 'failed';
  return isRight() ? 'ok' : 'wrong';
}

/** Why a fetch failed: fetch itself only says that it did, and hides the reason one level down. */
export function fetchFailure(thrown: unknown): string {
  return thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause.message : String(thrown);
}

/** Whether an error says in words for programs what it is: a member `code` in the body. */
function hasCode(body: string): boolean {
  try {
    const told: unknown = JSON.parse(body);
    return typeof told === 'object' && told !== null && 'code' in told && typeof told.code === 'string';
  } catch {
    return false;
  }
}

/** The same of a request that must fail: `failed` is the right answer, and any other one, or an error without a code, is wrong. */
export function failureOutcomeOf(status: number, body: string): Outcome {
  if (status === 503) return 'refused';
  return status >= 400 && hasCode(body) ? 'failed' : 'wrong';
}

const SHOWN_LENGTH = 200;

/** A body as an error message can bear it: one line, cut where it gets long. */
export function shortened(body: string): string {
  const line = body.replace(/\s+/g, ' ');
  return line.length <= SHOWN_LENGTH ? line : `${line.slice(0, SHOWN_LENGTH)}...`;
}
