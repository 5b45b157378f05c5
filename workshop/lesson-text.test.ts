import { expect, test } from 'vitest';
import { parseLessonText } from './lesson-text.ts';

const WELL = `---
title: Take turns
minutes: 20
questions: [Why?]
objectives: [Know why]
keyPoints: [Because]
outOfScope: Threads
---
The story.
`;

test('parseLessonText() reads front matter and the text below it', () => {
  expect(parseLessonText(WELL, 'README.md')).toEqual({
    title: 'Take turns',
    minutes: 20,
    questions: ['Why?'],
    objectives: ['Know why'],
    keyPoints: ['Because'],
    outOfScope: 'Threads',
    body: 'The story.',
  });
});

test.each([
  { lacks: 'objectives: [Know why]\n', says: /objectives must be a list of texts, not empty/ },
  { lacks: 'outOfScope: Threads\n', says: /outOfScope must be text/ },
  { lacks: 'minutes: 20\n', says: /minutes must be a number up to 60/ },
  { lacks: '---\ntitle', says: /must begin with front matter/ },
])('parseLessonText() refuses a lesson without $lacks', ({ lacks, says }) => {
  expect(() => parseLessonText(WELL.replace(lacks, ''), 'README.md')).toThrow(says);
});
