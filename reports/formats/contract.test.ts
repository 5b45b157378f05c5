import { describe, expect, test } from 'vitest';
import { FULL_OPTIONS, HOSTILE_NAME, HOSTILE_OPTIONS, exampleReport } from '../example-report.ts';
import type { FileContent, Format, Report } from '../format.ts';
import { plainText } from '../plain-text.ts';
import * as formatList from './index.ts';

const formats: readonly (readonly [string, Format<FileContent>])[] = Object.entries(formatList);
/** Those that are read: pictures and rows of numbers tell no verdict. */
const { csv: _csv, png: _png, ...readableList } = formatList;
const texts: readonly (readonly [string, Format])[] = Object.entries(readableList);

const textOf = (format: Format, report: Report): string => String(format.render(report)[0]?.content);

const ENTITIES = { lt: '<', gt: '>', amp: '&', quot: '"', '#39': "'", '#47': '/', '#64': '@' } as const;

/** Text as a reader sees it, in one line, whatever the format needs to write it down. */
function readable({ name }: Format, text: string): string {
  const oneLine = text.replaceAll(/\s+/gu, ' ').trim();
  if (name === 'terminal') return oneLine;
  if (name === 'json')
    return oneLine.replaceAll(/\\u[\da-f]{4}|\\\\/gu, (escape) => JSON.parse(`"${escape}"`) as string);
  const isMarkdown = name === 'markdown';
  return (isMarkdown ? oneLine.replaceAll(/\\(?=[\\|`*~$!])/gu, '') : oneLine.replaceAll(/<[^<>]*>/gu, ''))
    .replaceAll(/&(#?\w+);/gu, (_, entity: keyof typeof ENTITIES) => ENTITIES[entity])
    .trim();
}

test('formats have names of their own and say where they go', () => {
  expect(new Set(formats.map(([, { name }]) => name)).size).toBe(formats.length);
  for (const [key, { name, summary }] of formats) {
    expect(key).toBe(name);
    expect(summary).toMatch(/\.$/u);
  }
});

describe.each(texts)('%s', (_, format) => {
  test('tells the verdict first', () => {
    const report = exampleReport();
    const text = textOf(format, report);
    const body = text.slice(Math.max(0, text.indexOf('<body>')));
    const start = readable(format, body).replace(/^# /u, '');
    const isJson = format.name === 'json';
    expect(isJson ? String(Object.values(JSON.parse(text) as object)[1]) : start).toMatch(
      new RegExp(`^${RegExp.escape(report.summary.verdict)}`, 'u'),
    );
  });

  test.each([{ options: HOSTILE_OPTIONS }, { options: FULL_OPTIONS }])(
    'shows a hostile name as text',
    ({ options }) => {
      const text = textOf(format, exampleReport(options, { widthColumns: 200 }));
      expect(readable(format, text)).toContain(HOSTILE_NAME);
      expect(text).not.toMatch(/undefined|NaN|Infinity|\[object/u);
    },
  );

  test('gives the same for the same record', () => {
    expect(textOf(format, exampleReport())).toBe(textOf(format, exampleReport()));
  });

  test('passes no control character on', () => {
    const name = 'red\u001B[31m\u202Eder\u0007';
    const [target] = HOSTILE_OPTIONS.targets ?? [];
    if (target === undefined) throw new RangeError('Cannot test without a target');
    const text = textOf(format, exampleReport({ targets: [{ ...target, name }] }, { widthColumns: 200 }));
    expect(Array.from(text).filter((character) => /[\p{Cc}\p{Cf}]/u.test(character) && character !== '\n')).toEqual([]);
    expect(readable(format, text)).toContain(format.name === 'json' ? name : plainText(name));
  });

  test.each([
    { what: 'no trials', options: { status: 'partial', roundCount: 1 } as const, trials: [] },
    { what: 'no heavy work', options: { clientCount: 0 }, trials: undefined },
  ])('can be written for a record with $what', ({ options, trials }) => {
    const report = exampleReport(options);
    const record = trials === undefined ? report.record : { ...report.record, trials };
    expect(textOf(format, { ...report, record })).not.toMatch(/undefined|NaN|\[object/u);
  });
});
