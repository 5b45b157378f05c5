import { styleText } from 'node:util';
import type { Report } from './format.ts';
import { asciiText, plainText } from './plain-text.ts';
import type { SeriesStyle } from './series-style.ts';
import type { SeriesColor } from './theme.ts';

export type Paint = (style: Parameters<typeof styleText>[0], text: string) => string;

export const MIN_COLUMNS = 40;
export const MAX_TEXT_COLUMNS = 120; // longer lines are hard to read
export const MAX_COLUMNS = 160; // numbers of a row that is wider are hard to tell apart

/** How text gets onto a terminal: what it can show, and in how many columns. */
export interface Pen {
  readonly widthColumns: number;
  readonly isAscii: boolean;
  readonly paint: Paint;
  /** One line of text that may be printed; of names and messages that come from anywhere. */
  readonly plain: (text: string) => string;
  /** What stands for what was cut. */
  readonly ellipsis: string;
}

/** The nearest of the sixteen colours that every terminal has. */
const TERMINAL_COLORS: Readonly<Record<SeriesColor, Parameters<Paint>[0]>> = {
  '--series-vermilion': 'red',
  '--series-orange': 'yellow',
  '--series-green': 'green',
  '--series-blue': 'blue',
  '--series-sky': 'cyan',
  '--series-purple': 'magenta',
  '--series-grey': 'gray',
  '--series-yellow': 'yellowBright',
};

export const penOf = ({ hasColor, isAscii }: Report, widthColumns: number): Pen => ({
  widthColumns,
  isAscii,
  paint: (style, text) => (hasColor ? styleText(style, text, { validateStream: false }) : text),
  plain: (text) => (isAscii ? asciiText(plainText(text)) : plainText(text)),
  ellipsis: isAscii ? '...' : '…',
});

export const paintSeries = ({ paint }: Pen, { color }: SeriesStyle, text: string): string =>
  paint(TERMINAL_COLORS[color], text);

/** The mark of a target, in its colour. */
export const markText = (pen: Pen, style: SeriesStyle): string =>
  paintSeries(pen, style, pen.isAscii ? style.asciiGlyph : style.glyph);
