import { expect, test } from 'vitest';
import type { Pen } from '../../reports/terminal-pen.ts';
import type { Verdict } from '../referee/verdict.ts';
import { penOfTerminal } from './pen.ts';
import { verdictScreen } from './screens.ts';

const PEN: Pen = penOfTerminal({ hasColor: false, isAscii: true });
const MISS = { fact: 'A neighbour waited 482 ms.', question: 'Which line held the loop?', isClear: false };
const VERDICT: Verdict = {
  outcome: 'not-yet',
  attemptCount: 1,
  misses: [{ ...MISS, picture: 'health ||||..482 ms silent..||||' }],
  unsure: [],
  facts: [],
  noiseMs: 2,
  othersCores: 0,
  output: [],
};

test('a miss is a picture, a number and a question', () => {
  expect(verdictScreen(VERDICT, PEN)).toEqual([
    'Not yet.',
    '',
    'health ||||..482 ms silent..||||',
    'A neighbour waited 482 ms.',
    'Which line held the loop?',
    '',
  ]);
});

test('what is less sure is told after what is sure, and a preface before it', () => {
  const unsure = [{ ...MISS, fact: 'The 202 took 60 ms.' }];
  expect(verdictScreen({ ...VERDICT, preface: '3 of 5 cards hold.', misses: [MISS], unsure }, PEN)).toEqual([
    'Not yet.',
    '',
    '3 of 5 cards hold.',
    '',
    'A neighbour waited 482 ms.',
    'Which line held the loop?',
    '',
    'Less sure, as it was not tried again:',
    '- The 202 took 60 ms.',
    '',
  ]);
});

test('a noisy machine is named, with its noise and what helps', () => {
  const lines = verdictScreen({ ...VERDICT, outcome: 'inconclusive', attemptCount: 3, noiseMs: 64 }, PEN);
  expect(lines[0]).toBe('Cannot tell on this machine right now. (3 tries)');
  expect(lines.join(' ')).toMatch(/an idle server waited 64 ms at p99.* Close other programs and check again\./);
});

test('a machine that works for others is named, with how much of it they have', () => {
  const lines = verdictScreen({ ...VERDICT, outcome: 'inconclusive', othersCores: 1_000.26 }, PEN);
  expect(lines.join(' ')).toMatch(
    /Other programs used 1000\.3 of this machine's \d+ cores .* up to [\d.]+ it can be told\. Close other programs/,
  );
});

test('a check that had no time for a second try says so, and blames nobody', () => {
  const lines = verdictScreen({ ...VERDICT, outcome: 'inconclusive' }, PEN);
  expect(lines.join(' ')).toContain('The time of this check was over before it could be tried again.');
});

test('what a program printed is shown after a miss, and drives no terminal', () => {
  const lines = verdictScreen({ ...VERDICT, output: ['\u001b[2Jgone'] }, PEN);
  expect(lines).toContain('  \\u{1b}[2Jgone');
});

test('a pass tells facts only', () => {
  const lines = verdictScreen({ ...VERDICT, outcome: 'pass', misses: [], facts: ['Neighbours waited 5 ms.'] }, PEN);
  expect(lines).toEqual(['Passed.', '', 'Neighbours waited 5 ms.', '']);
});
