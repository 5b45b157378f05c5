// Over 200 lines: one short function for each command, and they read best beside each other.
import { readFile, readdir } from 'node:fs/promises';
import process from 'node:process';
import { EXIT } from '../../bench/exit-code.ts';
import { HarnessError } from '../../servers/errors.ts';
import type { Pen } from '../../reports/terminal-pen.ts';
import type { Lesson } from '../lesson.ts';
import { HINT_COUNT, loadHints, loadLessonText } from '../lesson-text.ts';
import { check as checkLesson, openReferee } from '../referee/referee.ts';
import type { Outcome } from '../referee/verdict.ts';
import { askPredictions, parsePredictions, questionLines } from './ask-predictions.ts';
import { doctorScreen, examine } from './doctor.ts';
import { type Playground, copyOf, openCopy, resetCopy } from './playground.ts';
import { type Progress, loadProgress, progressOf, saveProgress, withLesson } from './progress.ts';
import {
  type Screen,
  fitted,
  nextLesson,
  nextLine,
  passedCount,
  progressBar,
  progressScreen,
  reviewScreen,
  scoreLines,
  shownFile,
  startScreen,
  verdictScreen,
} from './screens.ts';

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

/** 0 done or passed, 1 not yet, 4 inconclusive; 2 is a command that cannot be carried out. */
export const WORKSHOP_EXIT: Readonly<Record<Outcome, number>> = { pass: 0, 'not-yet': 1, inconclusive: 4 };

const prose = (lines: readonly string[], { pen }: Workshop): string[] => lines.flatMap((line) => fitted(line, pen));

const show = (screen: Screen): void => void process.stdout.write(`${screen.join('\n')}\n`);

/** @throws {HarnessError} ERR_USAGE */
function numbered({ lessons }: Workshop, number: number): Lesson {
  const lesson = lessons.find((one) => one.number === number);
  if (lesson !== undefined) return lesson;
  const known = lessons.map((one) => one.number).join(', ');
  throw new HarnessError('ERR_USAGE', `There is no lesson ${number}: the lessons are ${known}`);
}

/** The lesson that was asked for, else the one that is under way, else the next one. */
function chosen(workshop: Workshop, progress: Progress, number: number | undefined): Lesson {
  if (number !== undefined) return numbered(workshop, number);
  const current = workshop.lessons.find(({ name }) => name === progress.current);
  const lesson = current ?? nextLesson(progress, workshop.lessons) ?? workshop.lessons[0];
  if (lesson === undefined) throw new RangeError('There are no lessons');
  return lesson;
}

const load = async ({ playground }: Workshop): Promise<Progress> => loadProgress(playground.progressFile);

async function keep({ playground }: Workshop, progress: Progress): Promise<Progress> {
  await saveProgress(playground.progressFile, progress);
  return progress;
}

/**
 * Predictions come before anything is revealed; they are asked for once.
 *
 * @returns null when there are none and nobody can be asked; the questions were shown then
 */
async function withPredictions(workshop: Workshop, lesson: Lesson, progress: Progress): Promise<Progress | null> {
  const { isClassroom, signal, predict } = workshop;
  const given = progressOf(progress, lesson).predictions;
  if (given.length === lesson.predictions.length) return progress;
  if (predict !== undefined) {
    const predictions = parsePredictions(predict, lesson);
    return keep(workshop, withLesson(progress, lesson, { predictions }));
  }
  process.stdout.write('Please wait: measuring how long one task takes here.\n');
  let workMs: number;
  {
    await using referee = openReferee({ folder: copyOf(workshop.playground, lesson), isClassroom, signal });
    ({ workMs } = await referee.prepare(1));
  }
  const predictions = await askPredictions(lesson, workMs, signal);
  if (predictions !== null) return keep(workshop, withLesson(progress, lesson, { predictions: [...predictions] }));
  const example = lesson.predictions.map((_, index) => (index + 1) * 10).join(',');
  show([
    'Nobody can be asked here. Type your predictions behind --predict:',
    ...prose(questionLines(lesson, workMs), workshop),
    nextLine(`run ${lesson.number} --predict ${example}`),
  ]);
  return null;
}

/** Opens a lesson: the next one, where none is named. */
export async function startCommand(workshop: Workshop, number: number | undefined): Promise<number> {
  const progress = await load(workshop);
  const next = number === undefined ? nextLesson(progress, workshop.lessons) : numbered(workshop, number);
  const bar = progressBar(passedCount(progress, workshop.lessons), workshop.lessons.length);
  if (next === undefined) {
    show([bar, '', 'You have passed every lesson.', nextLine('review')]);
    return 0;
  }
  const copy = await openCopy(workshop.playground, next);
  await keep(workshop, withLesson(progress, next, {}));
  show([bar, '', ...startScreen(next, await loadLessonText(next), copy, workshop.pen)]);
  return 0;
}

/** The demonstration, after the predictions; then both beside each other. */
export async function runCommandOf(workshop: Workshop, number: number | undefined): Promise<number> {
  const begun = await load(workshop);
  const lesson = chosen(workshop, begun, number);
  const folder = await openCopy(workshop.playground, lesson);
  const progress = await withPredictions(workshop, lesson, begun);
  if (progress === null) return EXIT.usage;
  process.stdout.write('Please wait: this takes about 10 seconds.\n\n');
  const { isClassroom, signal, pen } = workshop;
  await using referee = openReferee({ folder, isClassroom, signal });
  const { lines, truths } = await lesson.run(referee);
  await keep(workshop, withLesson(progress, lesson, { truths: [...truths] }));
  const { predictions } = progressOf(progress, lesson);
  const { keyPoints } = await loadLessonText(lesson);
  show([
    ...prose(lines, workshop),
    '',
    ...scoreLines(lesson, predictions, truths),
    '',
    pen.paint('bold', 'In your own words: why? Say it to your neighbour, then read on.'),
    ...prose(
      keyPoints.map((point) => `- ${point}`),
      workshop,
    ),
    '',
    `Now edit ${shownFile(new URL(lesson.mainFile, folder))}.`,
    nextLine('check'),
  ]);
  return 0;
}

/** Measures what the learner wrote. */
export async function checkCommand(workshop: Workshop, number: number | undefined): Promise<number> {
  const begun = await load(workshop);
  const lesson = chosen(workshop, begun, number);
  const folder = await openCopy(workshop.playground, lesson);
  const progress = await withPredictions(workshop, lesson, begun);
  if (progress === null) return EXIT.usage;
  process.stdout.write(`Please wait: checking lesson ${lesson.number}, up to 30 seconds.\n`);
  const { isClassroom, signal, pen } = workshop;
  const verdict = await checkLesson(lesson, { folder, isClassroom, signal });
  const isPassed = verdict.outcome === 'pass' || progressOf(progress, lesson).isPassed;
  const after = await keep(workshop, withLesson(progress, lesson, { isPassed }));
  const next = { pass: 'solution', 'not-yet': 'hint', inconclusive: 'check' }[verdict.outcome];
  const bar = progressBar(passedCount(after, workshop.lessons), workshop.lessons.length);
  const end = verdict.outcome === 'pass' ? [bar, `Go on: npm run workshop. Or compare first:`] : [];
  show([...verdictScreen(verdict, pen), ...end, nextLine(next)]);
  return WORKSHOP_EXIT[verdict.outcome];
}

/** One more hint each time, and then all three again. */
export async function hintCommand(workshop: Workshop, number: number | undefined): Promise<number> {
  const progress = await load(workshop);
  const lesson = chosen(workshop, progress, number);
  const hintCount = Math.min(HINT_COUNT, progressOf(progress, lesson).hintCount + 1);
  const hints = await loadHints(lesson);
  await keep(workshop, withLesson(progress, lesson, { hintCount }));
  const shown = hints.slice(0, hintCount).flatMap((hint, index) => [`Hint ${index + 1} of ${HINT_COUNT}`, hint, '']);
  const more = hintCount < HINT_COUNT ? ['For one more, type hint again.'] : [];
  show([...prose(shown, workshop), ...more, nextLine('check')]);
  return 0;
}

/** Only after a pass: the one you found yourself stays longer. */
export async function solutionCommand(workshop: Workshop, number: number | undefined): Promise<number> {
  const progress = await load(workshop);
  const lesson = chosen(workshop, progress, number);
  if (!progressOf(progress, lesson).isPassed) {
    show([`Our solution of lesson ${lesson.number} is shown once yours has passed.`, nextLine('hint')]);
    return WORKSHOP_EXIT['not-yet'];
  }
  const folder = new URL('solution/', lesson.folder);
  for (const name of (await readdir(folder)).toSorted())
    show([`--- ${shownFile(new URL(name, folder))}`, await readFile(new URL(name, folder), 'utf8')]);
  show([nextLine()]);
  return 0;
}

export async function progressCommand(workshop: Workshop): Promise<number> {
  const { lessons } = workshop;
  const texts = await Promise.all(lessons.map(loadLessonText));
  const titles = texts.map(({ title }) => title);
  show(progressScreen(await load(workshop), lessons, titles));
  return 0;
}

export async function reviewCommand(workshop: Workshop): Promise<number> {
  show(reviewScreen(await load(workshop), workshop.lessons, workshop.pen));
  return 0;
}

/** A fresh starter, and the lesson is open again; predictions stay, as nobody can unsee the answer. */
export async function resetCommand(workshop: Workshop, number: number | undefined): Promise<number> {
  const progress = await load(workshop);
  const lesson = chosen(workshop, progress, number);
  const kept = await resetCopy(workshop.playground, lesson);
  await keep(workshop, withLesson(progress, lesson, { isPassed: false, hintCount: 0 }));
  show([
    `Lesson ${lesson.number} has its starter again.`,
    ...(kept === undefined ? [] : [`What you wrote is kept in ${shownFile(kept)}`]),
    nextLine(`start ${lesson.number}`),
  ]);
  return 0;
}

export async function doctorCommand(workshop: Workshop): Promise<number> {
  const { isClassroom, signal, lessons, playground } = workshop;
  const lesson = numbered(workshop, 1);
  process.stdout.write('Please wait: measuring this machine.\n');
  await using referee = openReferee({ folder: copyOf(playground, lesson), isClassroom, signal });
  const findings = await examine(referee, new URL('demo/blocking.ts', (lessons[0] ?? lesson).folder));
  show(doctorScreen(findings));
  return findings.every(({ isWell }) => isWell) ? 0 : WORKSHOP_EXIT.inconclusive;
}
