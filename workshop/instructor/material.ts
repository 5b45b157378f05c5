import { readFile } from 'node:fs/promises';
import type { Lesson } from '../lesson.ts';
import { type LessonText, loadHints, loadLessonText } from '../lesson-text.ts';
import { LESSONS } from '../lessons/in-order.ts';

/** What is told of one lesson, in the order in which it may be shown. All of it is Markdown. */
export interface LessonMaterial {
  readonly lesson: Lesson;
  readonly text: LessonText;
  /** Paragraphs of README.md up to the exercise. */
  readonly story: readonly string[];
  /** Those from "Then your turn" on. */
  readonly exercise: readonly string[];
  readonly exitQuestion: string;
  /** instructor.md and the hints: these hold answers. */
  readonly notes: string;
}

/** What slides and handout are made from. */
export interface Material {
  readonly lessons: readonly LessonMaterial[];
  /** Text below each heading of agenda.md. */
  readonly agenda: ReadonlyMap<string, string>;
  readonly handout: string;
}

/** Heading -> the Markdown below it. */
export function sectionsOf(markdown: string): ReadonlyMap<string, string> {
  const [, ...parts] = markdown.split(/^## /m);
  return new Map(
    parts.map((part) => {
      const [heading = '', ...lines] = part.split('\n');
      return [heading.trim(), lines.join('\n').trim()];
    }),
  );
}

/** Where the story ends and the exercise begins; a lesson that has no such paragraph tells its exercise in its last one. */
export function partsOf(body: string): Pick<LessonMaterial, 'story' | 'exercise'> {
  const paragraphs = body.split(/\n{2,}/);
  const found = paragraphs.findIndex((paragraph) => paragraph.startsWith('Then your turn'));
  const exerciseAt = found === -1 ? paragraphs.length - 1 : found;
  return { story: paragraphs.slice(0, exerciseAt), exercise: paragraphs.slice(exerciseAt) };
}

async function loadLesson(lesson: Lesson): Promise<LessonMaterial> {
  const text = await loadLessonText(lesson);
  const instructor = await readFile(new URL('instructor.md', lesson.folder), 'utf8');
  const hints = (await loadHints(lesson)).map((hint, index) => `${index + 1}. ${hint.replaceAll(/\n+/g, ' ')}`);
  return {
    lesson,
    text,
    ...partsOf(text.body),
    exitQuestion: sectionsOf(instructor).get('Exit question') ?? '',
    notes: `${instructor.replace(/^# .*\n/, '').trim()}\n\n## Hints\n\n${hints.join('\n')}`,
  };
}

const loadHere = async (file: string): Promise<string> => readFile(new URL(file, import.meta.url), 'utf8');

export async function loadMaterial(): Promise<Material> {
  return {
    lessons: await Promise.all(LESSONS.map(loadLesson)),
    agenda: sectionsOf(await loadHere('agenda.md')),
    handout: await loadHere('handout.md'),
  };
}
