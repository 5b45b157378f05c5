import { parse } from 'csv-parse/sync';
import { stripVTControlCharacters } from 'node:util';
import markdownIt from 'markdown-it';
import { describe, expect, test } from 'vitest';
import { EXAMPLE_TARGETS, FULL_EXAMPLE, URL_EXAMPLE_TARGET } from '../../stats/examples/example-record.ts';
import { HOSTILE_NAME, exampleReport } from '../example-report.ts';
import type { FileContent, Format, Report } from '../format.ts';
import { asciiText, columnsOf, plainText } from '../plain-text.ts';
import { printedTerminal } from '../printed-report.ts';
import { csv } from './csv.ts';
import { html } from './html.ts';
import { json } from './json.ts';
import { markdown } from './markdown.ts';
import { png } from './png.ts';
import { terminal } from './terminal.ts';

/** Names that try to be more than text, somewhere. */
const NAMES: readonly { readonly what: string; readonly name: string }[] = [
  { what: 'a script', name: HOSTILE_NAME },
  { what: 'an attribute', name: '"><img src=x onerror=alert(1)>' },
  { what: 'the end of a script', name: '</script><script>alert(1)</script>' },
  { what: 'a comment and an entity', name: '<!-- &lt;b&gt; -->' },
  { what: 'the end of a fold', name: '</summary></details>](x) ![y](http://example.org/z)' },
  { what: 'backticks', name: '``` `code` ``' },
  { what: 'Markdown', name: '# **bold** _it_ [link](javascript:alert(1)) | cell' },
  { what: 'a line break', name: 'two\r\nlines' },
  { what: 'escape codes', name: 'red\u001B[31m\u001B]0;title\u0007' },
  { what: 'text turned around', name: 'a\u202Egnp.exe' },
  { what: 'separators of lines', name: 'a\u2028b\u2029c' },
  { what: 'a formula', name: '=HYPERLINK("http://example.org";"x")' },
  { what: 'two emoji', name: '🚀🔥 fast' },
  { what: 'wide characters', name: '日本語のサーバー' },
  { what: 'a very long word', name: 'x'.repeat(3_000) },
];

/** Every chart and every table, with one target of that name. */
const reportWith = (name: string, overrides: Partial<Report> = {}): Report =>
  exampleReport(
    {
      ...FULL_EXAMPLE,
      levels: 'open',
      roundCount: 1,
      targets: [...EXAMPLE_TARGETS.slice(0, 1), { ...URL_EXAMPLE_TARGET, name }],
    },
    overrides,
  );

const textOf = (format: Format<FileContent>, report: Report): string =>
  format
    .render(report)
    .map(({ content }) => (typeof content === 'string' ? content : [...content].join('')))
    .join('');

const controlsIn = (text: string): string[] =>
  Array.from(text).filter((character) => /[\p{Cc}\p{Cf}\u2028\u2029]/u.test(character) && character !== '\n');

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['&lt;', '<'],
  ['&gt;', '>'],
  ['&quot;', '"'],
  ['&#39;', "'"],
  ['&amp;', '&'],
]);

/** What a page shows of itself, in one line. */
const shownText = (page: string): string =>
  page
    .replaceAll(/<[^<>]*>/gu, '')
    .replaceAll(/&(?:lt|gt|quot|#39|amp);/gu, (entity) => ENTITIES.get(entity) ?? entity)
    .replaceAll(/\s+/gu, ' ');

/** How often each element that could do harm, or that holds the page together, is opened and closed. */
const elementsOf = (page: string): readonly string[] =>
  (page.match(/<\/?(?:script|style|img|iframe|a|b|svg|details|summary|table|tr|th|td|code|h\d)\b/giu) ?? []).toSorted();

const renderer = markdownIt({ html: true, linkify: true });
const tame = reportWith('tame');

describe.each(NAMES)('a target named like $what', ({ name }) => {
  const report = reportWith(name);
  const plain = plainText(name);

  test('is text in the page', () => {
    const page = textOf(html, report);
    expect(shownText(page)).toContain(plain.replaceAll(/\s+/gu, ' '));
    expect(elementsOf(page)).toEqual(elementsOf(textOf(html, tame)));
    expect(controlsIn(page)).toEqual([]);
  });

  test('is text in Markdown: in tables, headings, pictures and code', () => {
    const text = textOf(markdown, report);
    const page = renderer.render(text);
    expect(shownText(page)).toContain(plain.replaceAll(/\s+/gu, ' ').trim());
    expect(elementsOf(page)).toEqual(elementsOf(renderer.render(textOf(markdown, tame))));
    const sources = [...page.matchAll(/<img src="([^"]*)"/gu)].map(([, source]) => source);
    expect(sources).toEqual(report.charts.map((chart) => `charts/${chart.name}.png`));
    expect(controlsIn(text)).toEqual([]);
  });

  test('is a string in JSON', () => {
    const text = textOf(json, report);
    const { cells } = JSON.parse(text) as { readonly cells: readonly { readonly target: string }[] };
    expect(cells.map(({ target }) => target)).toContain(name);
    expect(controlsIn(text)).toEqual([]);
  });

  test('is one cell in CSV, and no formula', () => {
    const text = textOf(csv, { ...report, hasSamplesFile: true });
    const rows = parse(text) as unknown as readonly (readonly string[])[];
    expect(new Set(rows.map((row) => row.length))).toEqual(new Set([18]));
    const names = new Set(rows.map(([target]) => target));
    expect(names).toContain(plain.startsWith('=') ? `'${plain}` : plain);
    expect(controlsIn(text)).toEqual([]);
  });

  test('is text in every picture', () => {
    const texts: string[] = [];
    const drawPng: Report['drawPng'] = (configuration, title, question) => {
      texts.push(
        JSON.stringify(configuration, (_, value: unknown) => value),
        title,
        question,
      );
      return new Uint8Array();
    };
    png.render({ ...report, drawPng });
    const escapes = texts.join('').match(/\\u[\da-f]{4}|\\[bfnrt]/giu);
    expect(texts.join('')).toContain(JSON.stringify(plain).slice(1, -1));
    expect(escapes).toBeNull();
    expect(controlsIn(texts.join(''))).toEqual([]);
  });

  test.each([{ widthColumns: 80 }, { widthColumns: 132 }])(
    'keeps within $widthColumns columns of a terminal, and drives none',
    ({ widthColumns }) => {
      const places = { pagePath: `${plain}.html`, markdownPath: 'report.md', reportWords: [name], isOpened: false };
      for (const hasColor of [false, true]) {
        const sized = { ...report, widthColumns, hasColor };
        const text = stripVTControlCharacters(textOf(terminal, sized));
        expect(text.split('\n').filter((line) => columnsOf(line) > widthColumns)).toEqual([]);
        expect(controlsIn(text)).toEqual([]);
        expect(text).toContain(plain.slice(0, 4));
        const { stdout } = printedTerminal({ ...sized, isAscii: true }, [], places);
        const shown = stripVTControlCharacters(stdout);
        expect(shown).toMatch(/^[\u0020-\u007E\n]+$/u);
        const lines = shown.split('\n');
        const told = lines.filter((line) => !line.startsWith('Report: '));
        expect(told.filter((line) => line.length > widthColumns)).toEqual([]);
        expect(stdout).toContain(asciiText(plain).slice(0, 4));
      }
    },
  );
});
