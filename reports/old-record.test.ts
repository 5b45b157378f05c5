import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseRecord } from '../stats/parse-record.ts';
import { reportOf } from './example-report.ts';
import type { FileContent, Format, Report } from './format.ts';
import * as formatList from './formats/index.ts';

/** A run of the first published kind, made small: no stamps, no set-up, no self-test, no sentinels. */
const oldest = parseRecord(readFileSync(new URL('../stats/examples/oldest-record.json', import.meta.url), 'utf8'));

function textOf(format: Format<FileContent>, report: Report): string {
  const content = format.render(report)[0]?.content ?? '';
  return typeof content === 'string' || content instanceof Uint8Array ? String(content) : [...content].join('');
}

test.each(Object.values(formatList))('$name shows the oldest records too', (format) => {
  expect(textOf(format, reportOf(oldest))).not.toMatch(/\bundefined\b|\bNaN\b|\[object Object\]/u);
});

const { html, json, markdown, terminal } = formatList;

test.each([html, json, markdown, terminal])('$name tells the verdict of the oldest records', (format) => {
  expect(textOf(format, reportOf(oldest, { widthColumns: 400 }))).toContain('blocking kept a warm neighbour waiting');
});
