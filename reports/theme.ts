/**
 * Every colour of a report, by name, for both themes. The names are CSS custom properties in the page and tokens in the
 * plain data of a chart, so that the table, the page and the pictures agree.
 *
 * Series colours are Okabe and Ito's, darkened for paper or lightened for a dark screen where the original falls below a
 * contrast of 3 to 1 (tested). Yellow cannot be saved on paper: it is only ever drawn with an outline.
 */
export const LIGHT_THEME = {
  '--paper': '#ffffff',
  '--card': '#f7f7f5',
  '--ink': '#1a1d21',
  '--muted': '#5b626c',
  '--line': '#dcdee1',
  '--grid': '#e9eaec',
  '--band': '#eef1f4',
  '--accent': '#005f96',
  '--alarm': '#a8320a',
  '--alarm-paper': '#fff4ef',
  '--series-vermilion': '#d55e00',
  '--series-orange': '#c28500',
  '--series-green': '#009e73',
  '--series-blue': '#0072b2',
  '--series-sky': '#3597cf',
  '--series-purple': '#c46a9b',
  '--series-grey': '#6b7280',
  '--series-yellow': '#f0e442',
} as const;

export type ColorToken = keyof typeof LIGHT_THEME;
export type Theme = Readonly<Record<ColorToken, string>>;

export const DARK_THEME: Theme = {
  '--paper': '#14171c',
  '--card': '#1b1f26',
  '--ink': '#eceef1',
  '--muted': '#a3abb7',
  '--line': '#343a44',
  '--grid': '#272c34',
  '--band': '#20252d',
  '--accent': '#6cbdf0',
  '--alarm': '#ff9d76',
  '--alarm-paper': '#2b1c16',
  '--series-vermilion': '#e8702a',
  '--series-orange': '#e69f00',
  '--series-green': '#1fb489',
  '--series-blue': '#3b8fcb',
  '--series-sky': '#56b4e9',
  '--series-purple': '#cc79a7',
  '--series-grey': '#9aa3b2',
  '--series-yellow': '#f0e442',
};

export type SeriesColor = Extract<ColorToken, `--series-${string}`>;

/** WCAG 2 relative contrast of two #rrggbb colours, 1..21. */
export function contrastRatio(first: string, second: string): number {
  const [darker = 0, lighter = 0] = [luminance(first), luminance(second)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

/** @see https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminance(hexColor: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const channel = Number.parseInt(hexColor.slice(start, start + 2), 16) / 255;
    return channel <= 0.040_45 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
