import { expect, test } from 'vitest';
import { choiceText, nearestChoice, verdictText } from './predict.ts';

test.each([
  { silentMs: 3, choice: 0 },
  { silentMs: 40, choice: 1 },
  // Three times 50 ms, but well over a third of the task.
  { silentMs: 150, choice: 2 },
  { silentMs: 480, choice: 2 },
  { silentMs: 1_500, choice: 3 },
])('of a task of 400 ms, $silentMs ms of silence are choice $choice', ({ silentMs, choice }) => {
  expect(nearestChoice(silentMs, 400)).toBe(choice);
});

test('verdictText() tells what was said, what it was, and nothing of a prediction that was skipped', () => {
  expect(verdictText(2, 480, 400)).toBe('You said W = 400 ms; the longest wait was 480 ms. Well predicted.');
  expect(verdictText(0, 480, 400)).toContain('You said 0 (not at all); the longest wait was 480 ms.');
  expect(verdictText(null, 480, 400)).toBe('The longest wait of a neighbour was 480 ms.');
});

test('choiceText() names no length before the task was timed', () => {
  expect(choiceText(3, 0)).toBe('4 W');
});
