import { expect, test } from 'vitest';
import { takeTurns } from '../lessons/index.ts';
import type { Lesson, Prediction } from '../lesson.ts';
import { parsePredictions, questionLines } from './ask-predictions.ts';

const asking = (...units: readonly [Prediction['unit'], ...Prediction['unit'][]]): Lesson => {
  const [first, ...others] = units.map((unit): Prediction => ({ question: () => 'How much?', unit }));
  if (first === undefined) throw new RangeError('One unit at least');
  return { ...takeTurns, predictions: [first, ...others] };
};

test.each([
  { text: '25%', share: 0.25 },
  { text: ' 6.25 % ', share: 0.0625 },
  { text: '0.25', share: 0.25 },
  { text: '25', share: 0.25 },
  { text: '0', share: 0 },
  { text: '0.5%', share: 0.005 },
  { text: '1%', share: 0.01 },
  { text: '100%', share: 1 },
])('"$text" of a share is $share', ({ text, share }) => {
  expect(parsePredictions(text, asking('share'))).toEqual([share]);
});

test.each([
  { text: '1', says: /"1%" or "100%", as 1 may be either: got "1"/ },
  { text: '101%', says: /100% at most: got "101%"/ },
  { text: '250', says: /100% at most: got "250"/ },
  { text: '-5%', says: /a number, 0 or more: got "-5%"/ },
  { text: 'half', says: /a number, 0 or more: got "half"/ },
  { text: '%', says: /a number, 0 or more: got "%"/ },
  { text: '', says: /a number, 0 or more: got ""/ },
])('"$text" of a share is refused with what may be typed', ({ text, says }) => {
  expect(() => parsePredictions(text, asking('share'))).toThrow(says);
});

test('each number is read in the unit of its own question', () => {
  expect(parsePredictions('400 ms,25%,5', asking('ms', 'share', 'count'))).toEqual([400, 0.25, 5]);
  expect(() => parsePredictions('25%', asking('ms'))).toThrow(/a number, 0 or more: got "25%"/);
  expect(() => parsePredictions('5 ms', asking('count'))).toThrow(/a number, 0 or more: got "5 ms"/);
});

test('a question ends with the unit of its answer', () => {
  expect(questionLines(asking('ms', 'share'), 400)).toEqual(['1. How much? [ms]', '2. How much? [%]']);
});
