import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { strategyNames } from '../../servers/strategies/index.ts';
import { deckPage } from './deck-page.ts';
import { handoutPage } from './handout-page.ts';
import { loadMaterial } from './material.ts';

const material = await loadMaterial();
const here = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8');
const renewal = 'npm run docs:slides';

test(`slides.html is made of the lessons and the agenda as they are now; renew it with: ${renewal}`, async () => {
  expect(here('slides.html') === (await deckPage(material))).toBe(true);
});

test(`handout.html is made of handout.md as it is now; renew it with: ${renewal}`, () => {
  expect(here('handout.html') === handoutPage(material)).toBe(true);
});

describe('handout.md', () => {
  const rows = [...material.handout.matchAll(/^\| `?([\w-]+)`?\s*\|/gm)].map(([, cell = '']) => cell);

  test('has one line for each lesson', () => {
    const numbers = rows.filter((cell) => /^\d+$/.test(cell)).map(Number);
    const lessons = material.lessons.map(({ lesson }) => lesson.number);
    expect(numbers).toEqual(Array.from({ length: 10 }, (_, index) => index + 1));
    expect(lessons.filter((number) => !numbers.includes(number))).toEqual([]);
  });

  test('names strategies that there are', () => {
    const [, table = ''] = material.handout.split('## Who waits, and what it costs');
    const names = [...(table.split('\n## ')[0] ?? '').matchAll(/^\| `([\w-]+)`/gm)].map(([, name = '']) => name);
    expect(names.length).toBeGreaterThan(6);
    expect(names.filter((name) => !strategyNames.includes(name))).toEqual([]);
  });
});

interface AgendaRow {
  readonly fromMinute: number;
  readonly minutes: number;
  readonly what: string;
}

function rowsOf(heading: string): readonly AgendaRow[] {
  const text = material.agenda.get(heading) ?? '';
  return [...text.matchAll(/^\| (\d+):(\d\d)\s*\| (\d+)\s*\| (.*?)\s*\|$/gm)].map(
    ([, hours, minutes, length, what = '']) => ({
      fromMinute: Number(hours) * 60 + Number(minutes),
      minutes: Number(length),
      what,
    }),
  );
}

const sum = (rows: readonly AgendaRow[]): number => rows.reduce((total, { minutes }) => total + minutes, 0);

describe.each([
  { heading: 'Half day', lessons: [1, 2, 3, 4, 6, 8, 10], lessonMinutes: 165 },
  { heading: 'Full day', lessons: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], lessonMinutes: 240 },
])('the agenda of a $heading', ({ heading, lessons, lessonMinutes }) => {
  const rows = rowsOf(heading);
  const ofLessons = rows.filter(({ what }) => what.startsWith('Lesson '));

  test('has its lessons in their order', () => {
    expect(ofLessons.map(({ what }) => what)).toEqual(lessons.map((number) => `Lesson ${number}`));
  });

  test('gives each lesson the minutes that its README.md tells', () => {
    const told = material.lessons.filter(({ lesson }) => lessons.includes(lesson.number));
    expect(told.length).toBeGreaterThan(2);
    for (const { lesson, text } of told)
      expect(ofLessons.find(({ what }) => what === `Lesson ${lesson.number}`)).toMatchObject({ minutes: text.minutes });
  });

  test('adds up: each row begins where the one before it ends, and the sums below it are right', () => {
    rows.forEach(({ fromMinute }, index) => expect(fromMinute).toBe(sum(rows.slice(0, index))));
    expect(sum(ofLessons)).toBe(lessonMinutes);
    expect(material.agenda.get(heading)).toContain(
      `Lessons: ${lessonMinutes} minutes. All of it: ${sum(rows)} minutes.`,
    );
  });

  test('has a break at least every 75 minutes of work', () => {
    const pauses = rows.flatMap(({ what, fromMinute, minutes }) =>
      /^(?:Break|Lunch)$/.test(what) ? [{ fromMinute, untilMinute: fromMinute + minutes }] : [],
    );
    const begins = [0, ...pauses.map(({ untilMinute }) => untilMinute)];
    const ends = [...pauses.map(({ fromMinute }) => fromMinute), sum(rows)];
    expect(Math.max(...begins.map((begin, index) => (ends[index] ?? 0) - begin))).toBeLessThanOrEqual(75);
  });
});
