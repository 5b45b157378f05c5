import { fileURLToPath } from 'node:url';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import type { Pen } from '../../reports/terminal-pen.ts';
import { columnsOf, wrap } from '../../reports/plain-text.ts';
import { formatMs, plural } from '../../stats/units.ts';
import type { Lesson } from '../lesson.ts';
import type { LessonText } from '../lesson-text.ts';
import { allowedOthersCores } from '../referee/others-cpu.ts';
import { MAX_NOISE_MS, type Verdict, isBusy } from '../referee/verdict.ts';
import { type Progress, progressOf } from './progress.ts';
import { MAX_POINTS, scoreOf } from './score.ts';

/** Every screen is lines; its last one says what to type next. */
export type Screen = readonly string[];

const COMMAND = 'npm run workshop';

/** "Next: npm run workshop -- check". */
export const nextLine = (words = ''): string => `Next: ${words === '' ? COMMAND : `${COMMAND} -- ${words}`}`;

/** As a person would type it from where they are. */
export const shownFile = (file: URL): string => path.relative(process.cwd(), fileURLToPath(file));

const BAR_WIDTH = 20;

/** "Progress [####>---------------] 2/10". */
export function progressBar(doneCount: number, totalCount: number): string {
  const filled = Math.round((doneCount / totalCount) * BAR_WIDTH);
  const head = doneCount < totalCount ? '>' : '#';
  const bar = `${'#'.repeat(filled)}${head}`.slice(0, BAR_WIDTH).padEnd(BAR_WIDTH, '-');
  return `Progress [${bar}] ${doneCount}/${totalCount}`;
}

export const passedCount = (progress: Progress, lessons: readonly Lesson[]): number =>
  lessons.filter((lesson) => progressOf(progress, lesson).isPassed).length;

/** A picture that fits keeps its spaces. */
export const fitted = (text: string, { widthColumns }: Pen): string[] =>
  columnsOf(text) <= widthColumns ? [text] : wrap(text, widthColumns);

const paragraphs = (text: string, pen: Pen): string[] =>
  text.split(/\n{2,}/).flatMap((part) => [...wrap(part.replaceAll('\n', ' '), pen.widthColumns), '']);

export function startScreen(lesson: Lesson, text: LessonText, copy: URL, pen: Pen): Screen {
  return [
    pen.paint('bold', `Lesson ${lesson.number}: ${text.title}  (${text.minutes} minutes)`),
    '',
    ...paragraphs(text.body, pen),
    'After it you can:',
    ...text.objectives.flatMap((objective) => wrap(`- ${objective}`, pen.widthColumns)),
    ...wrap(`Not in this lesson: ${text.outOfScope}`, pen.widthColumns),
    '',
    `Your file: ${shownFile(new URL(lesson.mainFile, copy))}`,
    nextLine('run'),
  ];
}

export function scoreLines(lesson: Lesson, predictions: readonly number[], truths: readonly number[]): string[] {
  const scores = lesson.predictions.map(({ unit }, index) =>
    scoreOf(predictions[index] ?? 0, truths[index] ?? 0, unit),
  );
  const points = scores.reduce((sum, score) => sum + score.points, 0);
  return [...scores.map(({ text }) => text), `${points} of ${scores.length * MAX_POINTS} points.`];
}

const OUTCOME_TEXTS = {
  pass: { title: 'Passed.', color: 'green' },
  'not-yet': { title: 'Not yet.', color: 'yellow' },
  inconclusive: { title: 'Cannot tell on this machine right now.', color: 'yellow' },
} as const;

function outputLines({ output }: Verdict): string[] {
  return output.length === 0
    ? []
    : ['', 'The last lines that your program printed:', ...output.map((line) => `  ${line}`)];
}

/** Why nothing can be told, and what helps. */
function whyNot({ noiseMs, othersCores }: Verdict): string {
  const help = 'Close other programs and check again.';
  if (isBusy(othersCores))
    return `Other programs used ${(othersCores ?? 0).toFixed(1)} of this machine's ${availableParallelism()} cores meanwhile; up to ${allowedOthersCores().toFixed(1)} it can be told. ${help}`;
  if (noiseMs > MAX_NOISE_MS)
    return `Neighbours of an idle server waited ${formatMs(noiseMs)} at p99; below ${formatMs(MAX_NOISE_MS)} it can be told. ${help}`;
  return `The time of this check was over before it could be tried again. ${help}`;
}

/** The caller ends it with what to type next. */
export function verdictScreen(verdict: Verdict, pen: Pen): Screen {
  const { outcome, misses, unsure, preface, facts, attemptCount } = verdict;
  const { title, color } = OUTCOME_TEXTS[outcome];
  const tries = attemptCount > 1 ? ` (${plural(attemptCount, 'try').replace('trys', 'tries')})` : '';
  const told = misses.flatMap(({ fact, picture, question }, index) => [
    ...(index === 0 ? [] : ['']),
    ...(picture === undefined ? [] : [pen.plain(picture)]),
    ...wrap(pen.plain(fact), pen.widthColumns),
    ...wrap(pen.plain(question), pen.widthColumns).map((line) => pen.paint('bold', line)),
  ]);
  const before = preface === undefined ? [] : [...wrap(pen.plain(preface), pen.widthColumns), ''];
  const beside =
    unsure.length === 0
      ? []
      : [
          '',
          'Less sure, as it was not tried again:',
          ...unsure.flatMap(({ fact }) => wrap(pen.plain(`- ${fact}`), pen.widthColumns)),
        ];
  return [
    pen.paint(color, `${title}${tries}`),
    '',
    ...(outcome === 'pass' ? facts.flatMap((fact) => fitted(pen.plain(fact), pen)) : [...before, ...told, ...beside]),
    ...(outcome === 'inconclusive' ? wrap(whyNot(verdict), pen.widthColumns) : []),
    ...(outcome === 'pass' ? [] : outputLines(verdict).map(pen.plain)),
    '',
  ];
}

/** The lesson to open: the first one that was not passed. */
export const nextLesson = (progress: Progress, lessons: readonly Lesson[]): Lesson | undefined =>
  lessons.find((lesson) => !progressOf(progress, lesson).isPassed);

export function progressScreen(progress: Progress, lessons: readonly Lesson[], titles: readonly string[]): Screen {
  const rows = lessons.map((lesson, index) => {
    const { isPassed, predictions, hintCount } = progressOf(progress, lesson);
    const state = isPassed ? 'passed' : predictions.length > 0 ? 'begun' : 'open';
    const hints = hintCount > 0 ? `, ${plural(hintCount, 'hint')}` : '';
    return `${String(lesson.number).padStart(2)}  ${titles[index] ?? lesson.name}: ${state}${hints}`;
  });
  const next = nextLesson(progress, lessons);
  return [
    progressBar(passedCount(progress, lessons), lessons.length),
    '',
    ...rows,
    '',
    nextLine(next === undefined ? 'review' : `start ${next.number}`),
  ];
}

/**
 * Predictions and what was true, the furthest off first: those are worth another look.
 *
 * @param exitQuestions of the lessons that were passed
 */
export function reviewScreen(
  progress: Progress,
  lessons: readonly Lesson[],
  exitQuestions: readonly string[],
  pen: Pen,
): Screen {
  const all = lessons.flatMap((lesson) => {
    const { predictions, truths } = progressOf(progress, lesson);
    return lesson.predictions.flatMap(({ unit }, index) => {
      const [predicted, truth] = [predictions[index], truths[index]];
      return predicted === undefined || truth === undefined
        ? []
        : [{ lesson, ...scoreOf(predicted, truth, unit), place: index + 1 }];
    });
  });
  if (all.length === 0) return ['Nothing to review yet: predict and run a lesson first.', '', nextLine()];
  const worst = all.toSorted((a, b) => a.points - b.points);
  return [
    pen.paint('bold', 'What you said, the furthest off first:'),
    ...worst.map(({ lesson, place, text }) => `Lesson ${lesson.number}, question ${place}: ${text}`),
    '',
    ...(exitQuestions.length === 0 ? [] : [pen.paint('bold', 'Can you still answer these?'), ...exitQuestions, '']),
    nextLine(`run ${worst[0]?.lesson.number ?? 1}`),
  ];
}
