import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { exampleRecord } from '../stats/examples/example-record.ts';
import { LESSONS, teachingsOf } from './learn.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const [strategyTable = ''] = readme.split('| task ');
const strategyNames = [...strategyTable.matchAll(/^\| `([\w-]+)` /gmu)].map(([, name = '']) => name);

test('every strategy of README.md has a lesson, and no other', () => {
  expect([...LESSONS.keys()].toSorted()).toEqual(strategyNames.toSorted());
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
  expect(teachings[1]).toMatchObject({ targetName: 'mine', lesson: { number: 6, title: 'Thread pool' } });
  expect(teachings[2]?.lesson).toBeNull();
});
