import process from 'node:process';
import { createInterface } from 'node:readline/promises';
import { HarnessError } from '../../servers/errors.ts';
import type { Lesson } from '../lesson.ts';

/** @throws {HarnessError} ERR_USAGE */
function parseNumber(text: string): number {
  const value = Number(text.trim().replace(/\s*(?:ms|%)$/, ''));
  if (text.trim() === '' || !Number.isFinite(value) || value < 0)
    throw new HarnessError('ERR_USAGE', `A prediction must be a number, 0 or more: got "${text}"`);
  return value;
}

/**
 * "5,400": one number for each question.
 *
 * @throws {HarnessError} ERR_USAGE
 */
export function parsePredictions(text: string, { predictions }: Lesson): number[] {
  const parts = text.split(',');
  if (parts.length !== predictions.length)
    throw new HarnessError(
      'ERR_USAGE',
      `--predict must have ${predictions.length} numbers with commas between them: got "${text}"`,
    );
  return parts.map(parseNumber);
}

async function askUntilNumber(ask: (question: string) => Promise<string>, question: string): Promise<number> {
  for (;;) {
    const answer = await ask(question);
    try {
      return parseNumber(answer);
    } catch {
      process.stdout.write('Type a number, such as 5. A guess is welcome.\n');
    }
  }
}

/** Each with its number, W of this machine and the unit of the answer. */
export function questionLines({ predictions }: Lesson, workMs: number): string[] {
  return predictions.map(({ question, unit }, index) => `${index + 1}. ${question(workMs)} [${unit}]`);
}

/** Asks at the terminal; where no person can be asked, it returns null. */
export async function askPredictions(
  lesson: Lesson,
  workMs: number,
  signal: AbortSignal,
): Promise<readonly number[] | null> {
  if (!process.stdin.isTTY) return null;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const given: number[] = [];
    for (const question of questionLines(lesson, workMs))
      given.push(await askUntilNumber(async (text) => terminal.question(text, { signal }), `${question} `));
    return given;
  } finally {
    terminal.close();
  }
}
