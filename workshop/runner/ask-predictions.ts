import process from 'node:process';
import { createInterface } from 'node:readline/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { HarnessError } from '../../servers/errors.ts';
import type { Lesson, Prediction } from '../lesson.ts';

type Unit = Prediction['unit'];

/** A signal to oneself is there within some milliseconds. */
const SIGINT_MS = 2_000;

/** What may stand behind the number, what is shown of the unit beside a question, and what is said of another answer. */
const UNITS = {
  ms: { suffix: /\s*ms$/, label: 'ms', wish: 'Type a number, such as 5.' },
  share: { suffix: /\s*%$/, label: '%', wish: 'Type a share from 0% to 100%, with its sign.' },
  count: { suffix: /$/, label: 'count', wish: 'Type a number, such as 5.' },
  status: { suffix: /$/, label: 'status code', wish: 'Type a status code, such as 201.' },
} as const;

const refused = (rule: string, text: string): HarnessError =>
  new HarnessError('ERR_USAGE', `A prediction must be ${rule}: got "${text}"`);

/**
 * 0..1 of "25%", "0.25" and "25". Nobody knows which of the two "1" means.
 *
 * @throws {HarnessError} ERR_USAGE
 */
function shareOf(value: number, isPercent: boolean, text: string): number {
  if (!isPercent && value === 1) throw refused('"1%" or "100%", as 1 may be either', text);
  if (value > 100) throw refused('100% at most', text);
  return isPercent || value > 1 ? value / 100 : value;
}

/** @throws {HarnessError} ERR_USAGE */
function parseNumber(typed: string, unit: Unit): number {
  const text = typed.trim();
  const digits = text.replace(UNITS[unit].suffix, '');
  const value = Number(digits);
  if (digits === '' || !Number.isFinite(value) || value < 0) throw refused('a number, 0 or more', text);
  return unit === 'share' ? shareOf(value, digits !== text, text) : value;
}

/**
 * "5,400,25%": one number for each question.
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
  return predictions.map(({ unit }, index) => parseNumber(parts[index] ?? '', unit));
}

async function askUntilNumber(ask: () => Promise<string>, unit: Unit): Promise<number> {
  for (;;) {
    const answer = await ask();
    try {
      return parseNumber(answer, unit);
    } catch {
      process.stdout.write(`${UNITS[unit].wish} A guess is welcome.\n`);
    }
  }
}

/** Each with its number, W of this machine and the unit of the answer. */
export function questionLines({ predictions }: Lesson, workMs: number): string[] {
  return predictions.map(({ question, unit }, index) => `${index + 1}. ${question(workMs)} [${UNITS[unit].label}]`);
}

/** Asks at the terminal; where no person can be asked, it returns null. */
export async function askPredictions(
  lesson: Lesson,
  workMs: number,
  signal: AbortSignal,
): Promise<readonly number[] | null> {
  if (!process.stdin.isTTY) return null;
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  // It takes Ctrl-C and Ctrl-D for itself: whoever leaves here leaves the workshop.
  const left = new AbortController();
  const leave = (): void => {
    process.kill(process.pid, 'SIGINT');
    left.abort();
  };
  const either = AbortSignal.any([signal, left.signal]);
  terminal.once('SIGINT', leave).once('close', leave);
  try {
    const given: number[] = [];
    for (const [index, question] of questionLines(lesson, workMs).entries()) {
      const ask = async (): Promise<string> => terminal.question(`${question} `, { signal: either });
      given.push(await askUntilNumber(ask, lesson.predictions[index]?.unit ?? 'ms'));
    }
    return given;
  } catch (thrown) {
    // SIGINT is on its way, and nothing else may hold this process.
    if (left.signal.aborted) await delay(SIGINT_MS, undefined, { signal }).catch(() => {});
    signal.throwIfAborted();
    throw thrown;
  } finally {
    terminal.off('close', leave).close();
  }
}
