import { expect, test } from 'vitest';
import { type ColorToken, DARK_THEME, LIGHT_THEME, contrastRatio } from './theme.ts';

test('contrastRatio() of black and white is 21, of a colour with itself 1', () => {
  expect(contrastRatio('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrastRatio('#d55e00', '#d55e00')).toBe(1);
});

const themes = [
  { themeName: 'light', theme: LIGHT_THEME },
  { themeName: 'dark', theme: DARK_THEME },
];
const tokens = Object.keys(LIGHT_THEME) as ColorToken[];

test.each(themes)('series colours stand out from the paper of the $themeName theme, 3 to 1', ({ theme }) => {
  const faint = tokens.filter(
    (token) =>
      token.startsWith('--series-') &&
      token !== '--series-yellow' && // always drawn with an outline
      contrastRatio(theme[token], theme['--paper']) < 3,
  );
  expect(faint).toEqual([]);
});

test.each(themes)('text can be read on every ground of the $themeName theme, 4.5 to 1', ({ theme }) => {
  const texts = ['--ink', '--muted', '--accent'] as const;
  for (const ground of ['--paper', '--card', '--band'] as const)
    for (const text of texts) expect(contrastRatio(theme[text], theme[ground])).toBeGreaterThanOrEqual(4.5);
  expect(contrastRatio(theme['--alarm'], theme['--alarm-paper'])).toBeGreaterThanOrEqual(4.5);
  expect(contrastRatio(theme['--ink'], theme['--alarm-paper'])).toBeGreaterThanOrEqual(4.5);
});
