import process from 'node:process';
import type { Pen } from '../../reports/terminal-pen.ts';
import { HarnessError } from '../../servers/errors.ts';
import type { Lesson } from '../lesson.ts';
import type { Playground } from './playground.ts';
import { type Progress, loadProgress, saveProgress } from './progress.ts';
import { type Screen, fitted, nextLesson } from './screens.ts';

/** What every command of the runner works with. */
export interface Workshop {
  readonly lessons: readonly Lesson[];
  readonly playground: Playground;
  readonly pen: Pen;
  readonly isClassroom: boolean;
  /** "5,400" of --predict, where nobody can be asked. */
  readonly predict: string | undefined;
  /** Aborts with ERR_INTERRUPTED at Ctrl-C. */
  readonly signal: AbortSignal;
}

export const prose = (lines: readonly string[], { pen }: Workshop): string[] =>
  lines.flatMap((line) => fitted(line, pen));

export const show = (screen: Screen): void => void process.stdout.write(`${screen.join('\n')}\n`);

/** @throws {HarnessError} ERR_USAGE */
export function numbered({ lessons }: Workshop, number: number): Lesson {
  const lesson = lessons.find((one) => one.number === number);
  if (lesson !== undefined) return lesson;
  const known = lessons.map((one) => one.number).join(', ');
  throw new HarnessError(
    'ERR_USAGE',
    `There is no lesson ${number}: the lessons are ${known}; npm run workshop -- progress tells their titles`,
  );
}

/** The lesson that was asked for, else the one that is under way, else the next one. */
export function chosen(workshop: Workshop, progress: Progress, number: number | undefined): Lesson {
  if (number !== undefined) return numbered(workshop, number);
  const current = workshop.lessons.find(({ name }) => name === progress.current);
  const lesson = current ?? nextLesson(progress, workshop.lessons) ?? workshop.lessons[0];
  if (lesson === undefined) throw new RangeError('There are no lessons');
  return lesson;
}

export const load = async ({ playground }: Workshop): Promise<Progress> => loadProgress(playground.progressFile);

export async function keep({ playground }: Workshop, progress: Progress): Promise<Progress> {
  await saveProgress(playground.progressFile, progress);
  return progress;
}
