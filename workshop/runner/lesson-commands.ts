import process from 'node:process';
import { EXIT } from '../../bench/exit-code.ts';
import type { Lesson } from '../lesson.ts';
import { HINT_COUNT, loadExitQuestion, loadHints, loadLessonText } from '../lesson-text.ts';
import { CAP_MS, check as checkLesson, openReferee } from '../referee/referee.ts';
import type { Outcome } from '../referee/verdict.ts';
import { askPredictions, parsePredictions, questionLines } from './ask-predictions.ts';
import { copyOf, openCopy, resetCopy } from './playground.ts';
import { type Progress, progressOf, withLesson } from './progress.ts';
import {
  nextLesson,
  nextLine,
  passedCount,
  progressBar,
  scoreLines,
  shownFile,
  startScreen,
  verdictScreen,
} from './screens.ts';
import { type Workshop, chosen, keep, load, numbered, prose, show } from './workshop.ts';

/** 0 done or passed, 1 not yet, 4 inconclusive; 2 is a command that cannot be carried out. */
export const WORKSHOP_EXIT: Readonly<Record<Outcome, number>> = { pass: 0, 'not-yet': 1, inconclusive: 4 };

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
  const example = lesson.predictions
    .map(({ unit }, index) => `${(index + 1) * 10}${unit === 'share' ? '%' : ''}`)
    .join(',');
  show([
    'Nobody can be asked here. Type your predictions behind --predict:',
    ...prose(questionLines(lesson, workMs), workshop),
    nextLine(`run ${lesson.number} --predict ${example}`),
  ]);
  return null;
}

interface Begun {
  readonly lesson: Lesson;
  /** The learner's copy of it. */
  readonly folder: URL;
  /** With the lesson's predictions. */
  readonly progress: Progress;
}

/** @returns null when predictions are missing and nobody can be asked */
async function begin(workshop: Workshop, number: number | undefined): Promise<Begun | null> {
  const before = await load(workshop);
  const lesson = chosen(workshop, before, number);
  const folder = await openCopy(workshop.playground, lesson);
  const progress = await withPredictions(workshop, lesson, before);
  return progress === null ? null : { lesson, folder, progress };
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
  const begun = await begin(workshop, number);
  if (begun === null) return EXIT.usage;
  const { lesson, folder, progress } = begun;
  const length = lesson.capMs === undefined ? '10 to 20 seconds' : 'less than a minute';
  process.stdout.write(`Please wait: this takes ${length}.\n\n`);
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

/** What stays of a lesson is what one can say of it. */
async function passedLines(workshop: Workshop, lesson: Lesson, progress: Progress): Promise<string[]> {
  return [
    workshop.pen.paint('bold', 'Before you go on, tell your neighbour:'),
    ...prose([await loadExitQuestion(lesson)], workshop),
    '',
    progressBar(passedCount(progress, workshop.lessons), workshop.lessons.length),
    'Go on with npm run workshop, or look at our solution first:',
  ];
}

/** Measures what the learner wrote. */
export async function checkCommand(workshop: Workshop, number: number | undefined): Promise<number> {
  const begun = await begin(workshop, number);
  if (begun === null) return EXIT.usage;
  const { lesson, folder, progress } = begun;
  process.stdout.write(
    `Please wait: checking lesson ${lesson.number}, up to ${(lesson.capMs ?? CAP_MS) / 1_000} seconds.\n`,
  );
  const { isClassroom, signal, pen } = workshop;
  const verdict = await checkLesson(lesson, { folder, isClassroom, signal });
  const isPassed = verdict.outcome === 'pass' || progressOf(progress, lesson).isPassed;
  const after = await keep(workshop, withLesson(progress, lesson, { isPassed }));
  const next = { pass: 'solution', 'not-yet': 'hint', inconclusive: 'check' }[verdict.outcome];
  const end = verdict.outcome === 'pass' ? await passedLines(workshop, lesson, after) : [];
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
