import { plural } from '../../stats/units.ts';
import type { Pen } from '../../reports/terminal-pen.ts';
import { wrap } from '../../reports/plain-text.ts';
import type { Lesson, Prediction } from '../lesson.ts';
import type { ClassFiles } from './class-files.ts';
import { type Progress, progressOf } from './progress.ts';
import { type Screen, nextLine } from './screens.ts';
import { ratioOf } from './score.ts';

const NEAR_FACTOR = 1.3;
const FAR_FACTOR = 10;
const NAME_WIDTH = 16;
const COUNT_WIDTH = 3;
const INDENT = '   ';

/** What a prediction was, next to the truth of the same laptop: the laptops differ, so their milliseconds do not compare. */
const BANDS = [
  { name: 'under a tenth', minRatio: 0 },
  { name: 'too low', minRatio: 1 / FAR_FACTOR },
  { name: 'about right', minRatio: 1 / NEAR_FACTOR },
  { name: 'too high', minRatio: NEAR_FACTOR },
  { name: 'over ten times', minRatio: FAR_FACTOR },
] as const;

/** A status code is right or wrong. */
const STATUS_BANDS = ['another one', 'right'] as const;

function bandOf(predicted: number, truth: number, unit: Prediction['unit']): string {
  if (unit === 'status') return STATUS_BANDS[predicted === truth ? 1 : 0];
  const ratio = ratioOf(predicted, truth, unit);
  return BANDS.findLast(({ minRatio }) => ratio >= minRatio)?.name ?? BANDS[0].name;
}

/** How many learners are in each band, by its name. */
function tally(members: readonly Progress[], lesson: Lesson, index: number, unit: Prediction['unit']) {
  const names = unit === 'status' ? STATUS_BANDS : BANDS.map(({ name }) => name);
  const counts = new Map<string, number>(names.map((name) => [name, 0]));
  for (const member of members) {
    const { predictions, truths } = progressOf(member, lesson);
    const [predicted, truth] = [predictions[index], truths[index]];
    if (predicted === undefined || truth === undefined) continue;
    const band = bandOf(predicted, truth, unit);
    counts.set(band, (counts.get(band) ?? 0) + 1);
  }
  return counts;
}

const USUAL_WORK_MS = 400;

function questionLines(members: readonly Progress[], lesson: Lesson, index: number, pen: Pen): string[] {
  const prediction = lesson.predictions[index];
  if (prediction === undefined) return [];
  const counts = tally(members, lesson, index, prediction.unit);
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (total === 0) return [];
  const room = pen.widthColumns - INDENT.length - NAME_WIDTH - COUNT_WIDTH - 1;
  return [
    ...wrap(`${index + 1}. ${prediction.question(USUAL_WORK_MS)}`, pen.widthColumns),
    ...[...counts].map(([name, count]) => {
      const bar = '#'.repeat(Math.ceil((count / total) * room));
      return `${INDENT}${name.padEnd(NAME_WIDTH)}${String(count).padStart(COUNT_WIDTH)} ${bar}`.trimEnd();
    }),
    '',
  ];
}

function lessonLines(members: readonly Progress[], lesson: Lesson, pen: Pen): string[] {
  const questions = lesson.predictions.flatMap((_, index) => questionLines(members, lesson, index, pen));
  if (questions.length === 0) return [];
  const passed = members.filter((member) => progressOf(member, lesson).isPassed).length;
  return [pen.paint('bold', `Lesson ${lesson.number}, passed by ${passed} of ${members.length}`), ...questions];
}

/** What a class predicted, question by question: how far from what each laptop then measured. Nobody's name is in it. */
export function classScreen({ members, unreadable }: ClassFiles, lessons: readonly Lesson[], pen: Pen): Screen {
  const shown = lessons.flatMap((lesson) => lessonLines(members, lesson, pen));
  return [
    `${plural(members.length, 'learner')}. Next to what their own laptop measured, predictions were:`,
    '',
    ...(shown.length === 0 ? ['Nobody has predicted and run a lesson yet.', ''] : shown),
    ...unreadable.flatMap((name) => wrap(`Left out, as it is nobody's progress: ${pen.plain(name)}`, pen.widthColumns)),
    nextLine(),
  ];
}
