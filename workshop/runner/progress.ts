import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { Type, type Static } from 'typebox';
import { Value } from 'typebox/value';
import type { Lesson } from '../lesson.ts';

const LessonProgressSchema = Type.Object({
  /** One for each of the lesson's predictions. */
  predictions: Type.Array(Type.Number()),
  /** What it was, once the lesson was run. */
  truths: Type.Array(Type.Number()),
  isPassed: Type.Boolean(),
  hintCount: Type.Integer({ minimum: 0 }),
});

/** What a learner did in one lesson. */
export type LessonProgress = Static<typeof LessonProgressSchema>;

const ProgressSchema = Type.Object({
  version: Type.Literal(1),
  /** Name of the lesson that was started last; '' before the first. */
  current: Type.String(),
  lessons: Type.Record(Type.String(), LessonProgressSchema),
  /** Smaller tasks, from when it was asked for on. */
  isClassroom: Type.Optional(Type.Boolean()),
});

export type Progress = Static<typeof ProgressSchema>;

const NOTHING: Progress = { version: 1, current: '', lessons: {} };
const NEW_LESSON: LessonProgress = { predictions: [], truths: [], isPassed: false, hintCount: 0 };

export const progressOf = ({ lessons }: Progress, { name }: Lesson): LessonProgress => lessons[name] ?? NEW_LESSON;

/** The same, with what changed in one lesson, which is the current one now. */
export const withLesson = (progress: Progress, lesson: Lesson, change: Partial<LessonProgress>): Progress => ({
  ...progress,
  current: lesson.name,
  lessons: { ...progress.lessons, [lesson.name]: { ...progressOf(progress, lesson), ...change } },
});

/** null when there is no such file, or it is not the progress of anybody. */
export async function readProgress(file: URL): Promise<Progress | null> {
  try {
    const read: unknown = JSON.parse(await readFile(file, 'utf8'));
    return Value.Check(ProgressSchema, read) ? read : null;
  } catch {
    return null;
  }
}

/** Of nobody who has begun yet, or whose file was damaged, it is empty. */
export const loadProgress = async (file: URL): Promise<Progress> => (await readProgress(file)) ?? NOTHING;

/** Written beside and then moved: Ctrl-C leaves the old one or the new one, never half of one. */
export async function saveProgress(file: URL, progress: Progress): Promise<void> {
  await mkdir(new URL('./', file), { recursive: true });
  const beside = new URL(`${file.href}.new`);
  await writeFile(beside, `${JSON.stringify(progress, undefined, 2)}\n`);
  await rename(beside, file);
}
