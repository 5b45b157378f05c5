import { readFile, readdir } from 'node:fs/promises';
import process from 'node:process';
import type { Lesson } from '../lesson.ts';
import { loadExitQuestion, loadLessonText } from '../lesson-text.ts';
import { openReferee } from '../referee/referee.ts';
import { loadClass } from './class-files.ts';
import { classScreen } from './class-screen.ts';
import { comparedLines } from './compared.ts';
import { doctorScreen, examine } from './doctor.ts';
import { WORKSHOP_EXIT } from './lesson-commands.ts';
import { copyOf, openCopy } from './playground.ts';
import { progressOf } from './progress.ts';
import { nextLine, progressScreen, reviewScreen, shownFile } from './screens.ts';
import { type Workshop, chosen, load, numbered, prose, show } from './workshop.ts';

/** Only after a pass: the one you found yourself stays longer. @returns undefined when that was said instead */
async function passedLesson(workshop: Workshop, number: number | undefined): Promise<Lesson | undefined> {
  const progress = await load(workshop);
  const lesson = chosen(workshop, progress, number);
  if (progressOf(progress, lesson).isPassed) return lesson;
  show([`Our solution of lesson ${lesson.number} is shown once yours has passed.`, nextLine('hint')]);
  return undefined;
}

/** Our files, whole. */
export async function solutionCommand(workshop: Workshop, number: number | undefined): Promise<number> {
  const lesson = await passedLesson(workshop, number);
  if (lesson === undefined) return WORKSHOP_EXIT['not-yet'];
  const folder = new URL('solution/', lesson.folder);
  for (const name of (await readdir(folder)).toSorted())
    show([`--- ${shownFile(new URL(name, folder))}`, await readFile(new URL(name, folder), 'utf8')]);
  show([`What differs from yours: npm run workshop -- compare ${lesson.number}`, nextLine()]);
  return 0;
}

/** The lines in which our files differ from the learner's. */
export async function compareCommand(workshop: Workshop, number: number | undefined): Promise<number> {
  const lesson = await passedLesson(workshop, number);
  if (lesson === undefined) return WORKSHOP_EXIT['not-yet'];
  const mine = await openCopy(workshop.playground, lesson);
  show([
    ...(await comparedLines({ mine, ours: new URL('solution/', lesson.folder), pen: workshop.pen })),
    'Both have passed. Which one would you rather read in a year?',
    nextLine(),
  ]);
  return 0;
}

export async function progressCommand(workshop: Workshop): Promise<number> {
  const { lessons } = workshop;
  const texts = await Promise.all(lessons.map(loadLessonText));
  const titles = texts.map(({ title }) => title);
  show(progressScreen(await load(workshop), lessons, titles));
  return 0;
}

/** Predictions beside the truth, and the questions that a lesson ended with. */
export async function reviewCommand(workshop: Workshop): Promise<number> {
  const progress = await load(workshop);
  const passed = workshop.lessons.filter((lesson) => progressOf(progress, lesson).isPassed);
  const questions = await Promise.all(
    passed.map(async (lesson) => `Lesson ${lesson.number}: ${await loadExitQuestion(lesson)}`),
  );
  show(reviewScreen(progress, workshop.lessons, prose(questions, workshop), workshop.pen));
  return 0;
}

/** What a class predicted, from the progress files that learners handed in. */
export async function classCommand(workshop: Workshop, folder: string): Promise<number> {
  show(classScreen(await loadClass(folder), workshop.lessons, workshop.pen));
  return 0;
}

export async function doctorCommand(workshop: Workshop): Promise<number> {
  const { isClassroom, signal, playground } = workshop;
  const lesson = numbered(workshop, 1);
  process.stdout.write('Please wait: measuring this machine.\n');
  await using referee = openReferee({ folder: copyOf(playground, lesson), isClassroom, signal });
  const findings = await examine(referee, new URL('demo/blocking.ts', lesson.folder));
  show(doctorScreen(findings));
  return findings.every(({ isWell }) => isWell) ? 0 : WORKSHOP_EXIT.inconclusive;
}
