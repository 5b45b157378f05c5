import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadLessonText } from '../workshop/lesson-text.ts';
import * as workshopLessons from '../workshop/lessons/index.ts';
import { exampleRecord } from '../stats/examples/example-record.ts';
import { LESSONS, teachingsOf } from './learn.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const [strategyTable = ''] = readme.split('| task ');
const strategyNames = [...strategyTable.matchAll(/^\| `([\w-]+)` /gmu)].map(([, name = '']) => name);

test('every strategy of README.md has a lesson, and no other', () => {
  expect([...LESSONS.keys()].toSorted()).toEqual(strategyNames.toSorted());
});

test('lessons are called as the workshop calls them', async () => {
  const titles = await Promise.all(
    Object.values(workshopLessons).map(async (one) => [one.number, (await loadLessonText(one)).title] as const),
  );
  const told = [...LESSONS.values()].map(({ number, title }) => [number, title] as const);
  expect(new Map(told.toSorted(([a], [b]) => a - b))).toEqual(new Map(titles));
});

test('teachingsOf() tells in the words of the record what each target does, and which lesson teaches it', () => {
  const base = exampleRecord({ roundCount: 1 });
  const [first, second, third] = base.targets;
  if (first === undefined || second === undefined || third === undefined) throw new RangeError('Cannot test without');
  const targets = [
    { ...first, summary: 'It blocks.' },
    { ...second, name: 'mine', strategyName: 'thread-pool' },
    { ...third, kind: 'url' as const },
  ];
  const teachings = teachingsOf({ ...base, targets });
  expect(teachings[0]).toMatchObject({ targetName: 'blocking', summary: 'It blocks.', lesson: { number: 1 } });
  expect(teachings[1]).toMatchObject({
    targetName: 'mine',
    lesson: { number: 6, title: 'A pool of threads, and its limits' },
  });
  expect(teachings[2]?.lesson).toBeNull();
});
