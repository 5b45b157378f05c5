import process from 'node:process';
import { styleText } from 'node:util';
import { asciiText, plainText } from '../../reports/plain-text.ts';
import { MAX_TEXT_COLUMNS, type Pen } from '../../reports/terminal-pen.ts';

const DEFAULT_COLUMNS = 80;

/** The reports' pen, for the workshop's own screens. */
export const penOfTerminal = ({
  hasColor,
  isAscii,
}: {
  readonly hasColor: boolean;
  readonly isAscii: boolean;
}): Pen => ({
  widthColumns: Math.min(MAX_TEXT_COLUMNS, process.stdout.columns ?? DEFAULT_COLUMNS),
  isAscii,
  paint: (style, text) => (hasColor ? styleText(style, text, { validateStream: false }) : text),
  plain: (text) => (isAscii ? asciiText(plainText(text)) : plainText(text)),
  ellipsis: isAscii ? '...' : '…',
});
