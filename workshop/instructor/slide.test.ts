import { describe, expect, test } from 'vitest';
import { markdownInline } from './markdown.ts';
import { loadMaterial, partsOf } from './material.ts';
import { slideAfter } from './page/deck.ts';
import { deckOf, shareOut } from './slide.ts';

const material = await loadMaterial();
const deck = deckOf(material);
const ids = deck.map(({ id }) => id);

test('no two slides have the same permalink', () => {
  expect(new Set(ids).size).toBe(ids.length);
});

describe.each(material.lessons.map((one) => ({ name: one.lesson.name, ...one })))('lesson $name', (one) => {
  const id = `lesson-${one.lesson.number}`;

  test('is told in the order in which it is taught', () => {
    const first = ids.filter((each) => each.startsWith(`${id}-`) && !/-\d+$|-questions$/.test(each.slice(id.length)));
    expect(first).toEqual(
      ['story', 'predict', 'explain', 'key-points', 'your-turn', 'exit'].map((part) => `${id}-${part}`),
    );
  });

  test('says no key point before the predictions of its lesson, and none of its notes at all', () => {
    const before = deck.slice(0, ids.indexOf(`${id}-explain`)).map(({ html }) => html);
    for (const point of one.text.keyPoints)
      expect(before.filter((html) => html.includes(markdownInline(point)))).toEqual([]);
    const ranges = one.notes.split('\n').filter((line) => /^\| (?!-|number)/.test(line));
    expect(ranges.length).toBeGreaterThan(0);
    const cells = ranges.map((line) => line.split('|')[1]?.trim() ?? '');
    for (const cell of cells)
      expect(deck.filter(({ html }) => html.includes(`<td>${markdownInline(cell)}`))).toEqual([]);
  });

  test('has all its words on slides: questions, story, predictions, exercise, exit question', () => {
    const shown = deck.map(({ html }) => html).join('\n');
    const words = [...one.text.questions, ...one.lesson.predictions.map(({ question }) => question(400))];
    expect(words.filter((text) => !shown.includes(markdownInline(text)))).toEqual([]);
    expect(one.exitQuestion).toMatch(/\?/);
  });
});

test('partsOf() begins the exercise at "Then your turn", and else with the last paragraph', () => {
  expect(partsOf('A story.\n\nThen your turn: do.\n\nAnd check.')).toEqual({
    story: ['A story.'],
    exercise: ['Then your turn: do.', 'And check.'],
  });
  expect(partsOf('A story.\n\nDo.')).toEqual({ story: ['A story.'], exercise: ['Do.'] });
});

test('shareOut() loses no word, and begins a new slide where one is full', () => {
  const short = 'A sentence of some words.';
  const long = Array.from({ length: 40 }, (_, index) => `Sentence ${index} says e.g. 1.25 W of it.`).join(' ');
  expect(shareOut([short, short])).toEqual([[short, short]]);
  const slides = shareOut([short, long]);
  expect(slides.length).toBeGreaterThan(2);
  expect(slides.flat().join(' ')).toBe(`${short} ${long}`);
});

test.each([
  { key: 'ArrowRight', index: 3, to: 4 },
  { key: 'ArrowRight', index: 9, to: 9 },
  { key: ' ', index: 3, to: 4 },
  { key: 'ArrowLeft', index: 3, to: 2 },
  { key: 'ArrowLeft', index: 0, to: 0 },
  { key: 'Home', index: 3, to: 0 },
  { key: 'End', index: 3, to: 9 },
  { key: 'x', index: 3, to: undefined },
])('slideAfter() leads with $key from $index of 10 to $to', ({ key, index, to }) => {
  expect(slideAfter(key, index, 10)).toBe(to);
});
