import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../servers/task.ts';

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

const SHOWN_LENGTH = 200;

/** A body as an error message can bear it: one line, cut where it gets long. */
export function shortened(body: string): string {
  const line = body.replace(/\s+/g, ' ');
  return line.length <= SHOWN_LENGTH ? line : `${line.slice(0, SHOWN_LENGTH)}...`;
}
