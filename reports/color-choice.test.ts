import { expect, test } from 'vitest';
import { choosesColor } from './color-choice.ts';

test.each([
  { choice: 'auto', environment: {}, isTerminal: true, expected: true },
  { choice: 'auto', environment: {}, isTerminal: false, expected: false },
  { choice: 'auto', environment: { NO_COLOR: '1' }, isTerminal: true, expected: false },
  { choice: 'auto', environment: { NO_COLOR: '' }, isTerminal: true, expected: true },
  { choice: 'auto', environment: { TERM: 'dumb' }, isTerminal: true, expected: false },
  { choice: 'auto', environment: { FORCE_COLOR: '1', NO_COLOR: '1' }, isTerminal: false, expected: true },
  { choice: 'auto', environment: { FORCE_COLOR: '0' }, isTerminal: true, expected: false },
  { choice: 'never', environment: { FORCE_COLOR: '1' }, isTerminal: true, expected: false },
  { choice: 'always', environment: { NO_COLOR: '1' }, isTerminal: false, expected: true },
] as const)('choosesColor($choice, $environment, $isTerminal) is $expected', (row) => {
  expect(choosesColor(row.choice, row.environment, row.isTerminal)).toBe(row.expected);
});

/** Every way in which people and programs ask for colours or against them. */
const EVERY_WAY = (['auto', 'always', 'never'] as const).flatMap((choice) =>
  [undefined, '', '0', 'false', '1', 'true', '3'].flatMap((forced) =>
    [undefined, '', '1'].flatMap((refused) =>
      [undefined, 'xterm-256color', 'dumb'].flatMap((terminal) =>
        [undefined, 'true'].flatMap((ci) =>
          [true, false, undefined].map((isTerminal) => ({ choice, forced, refused, terminal, ci, isTerminal })),
        ),
      ),
    ),
  ),
);

const choiceOf = ({ choice, forced, refused, terminal, ci, isTerminal }: (typeof EVERY_WAY)[number]): boolean =>
  choosesColor(choice, { FORCE_COLOR: forced, NO_COLOR: refused, TERM: terminal, CI: ci }, isTerminal);

const chosen = (isSuch: (way: (typeof EVERY_WAY)[number]) => boolean): ReadonlySet<boolean> =>
  new Set(EVERY_WAY.filter(isSuch).map(choiceOf));

test('the flag beats the environment, whatever it says', () => {
  expect(chosen(({ choice }) => choice === 'always')).toEqual(new Set([true]));
  expect(chosen(({ choice }) => choice === 'never')).toEqual(new Set([false]));
});

test('FORCE_COLOR beats NO_COLOR, TERM, CI and a file; 0 and false are a no', () => {
  const isForced = ({ choice, forced }: (typeof EVERY_WAY)[number], ...values: readonly string[]): boolean =>
    choice === 'auto' && forced !== undefined && values.includes(forced);
  expect(chosen((way) => isForced(way, '', '1', 'true', '3'))).toEqual(new Set([true]));
  expect(chosen((way) => isForced(way, '0', 'false'))).toEqual(new Set([false]));
});

test('unless it is forced there is no colour in a file, in a dumb terminal, and with NO_COLOR', () => {
  const isFree = ({ choice, forced }: (typeof EVERY_WAY)[number]): boolean => choice === 'auto' && forced === undefined;
  expect(chosen((way) => isFree(way) && way.isTerminal !== true)).toEqual(new Set([false]));
  expect(chosen((way) => isFree(way) && way.terminal === 'dumb')).toEqual(new Set([false]));
  expect(chosen((way) => isFree(way) && way.refused === '1')).toEqual(new Set([false]));
  expect(
    chosen((way) => isFree(way) && way.isTerminal === true && way.terminal !== 'dumb' && way.refused !== '1'),
  ).toEqual(new Set([true]));
});
