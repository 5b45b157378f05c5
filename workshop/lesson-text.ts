import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { HarnessError } from '../servers/errors.ts';
import type { Lesson } from './lesson.ts';

/** What the front matter of a lesson's README.md says. */
export interface LessonText {
  readonly title: string;
  readonly minutes: number;
  readonly questions: readonly string[];
  readonly objectives: readonly string[];
  readonly keyPoints: readonly string[];
  readonly outOfScope: string;
  /** The Markdown below the front matter. */
  readonly body: string;
}

const LISTS = ['questions', 'objectives', 'keyPoints'] as const;
const MAX_MINUTES = 60;

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

function problemOf(matter: Readonly<Record<string, unknown>>): string | undefined {
  const { title, minutes, outOfScope } = matter;
  if (!isText(title)) return 'title must be text';
  if (typeof minutes !== 'number' || minutes <= 0 || minutes > MAX_MINUTES)
    return `minutes must be a number up to ${MAX_MINUTES}`;
  if (!isText(outOfScope)) return 'outOfScope must be text';
  const bad = LISTS.find((name) => {
    const list = matter[name];
    return !Array.isArray(list) || list.length === 0 || !list.every(isText);
  });
  return bad === undefined ? undefined : `${bad} must be a list of texts, not empty`;
}

/** @throws {HarnessError} ERR_CONFIG when the front matter lacks something */
export function parseLessonText(markdown: string, place: string): LessonText {
  const [, matterText, body] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(markdown) ?? [];
  if (matterText === undefined || body === undefined)
    throw new HarnessError('ERR_CONFIG', `Cannot read ${place}: it must begin with front matter between two lines ---`);
  const matter = parse(matterText) as Readonly<Record<string, unknown>>;
  const problem = problemOf(matter);
  if (problem !== undefined) throw new HarnessError('ERR_CONFIG', `Cannot read ${place}: ${problem}`);
  return { ...(matter as unknown as Omit<LessonText, 'body'>), body: body.trim() };
}

export const folderName = ({ number, name }: Lesson): string => `${String(number).padStart(2, '0')}-${name}`;

const readText = async (lesson: Lesson, file: string): Promise<string> =>
  readFile(new URL(file, lesson.folder), 'utf8');

/** @throws {HarnessError} ERR_CONFIG */
export const loadLessonText = async (lesson: Lesson): Promise<LessonText> =>
  parseLessonText(await readText(lesson, 'README.md'), `${folderName(lesson)}/README.md`);

export const HINT_COUNT = 3;

/** The three levels of hints.md, each below a heading "## Hint N". */
export async function loadHints(lesson: Lesson): Promise<readonly string[]> {
  const [, ...hints] = (await readText(lesson, 'hints.md')).split(/^## Hint \d\n/m);
  return hints.map((hint) => hint.trim());
}

/** What instructor.md ends with: what a learner should be able to say after the lesson. On one line. */
export async function loadExitQuestion(lesson: Lesson): Promise<string> {
  const [, question = ''] = (await readText(lesson, 'instructor.md')).split(/^## Exit question\n/m);
  return question.trim().replaceAll(/\s+/g, ' ');
}
