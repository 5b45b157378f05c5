import markdownIt from 'markdown-it';
import { expect, test } from 'vitest';
import { appendixViews } from '../appendix-views.ts';
import { FULL_OPTIONS, HOSTILE_NAME, HOSTILE_OPTIONS, exampleReport } from '../example-report.ts';
import { codeSpan, escapeMarkdown } from '../markdown-text.ts';
import { markdown } from './markdown.ts';

const renderer = markdownIt({ html: true, linkify: true });

const htmlOf = (options = HOSTILE_OPTIONS, hasPictures = true): string =>
  renderer.render(String(markdown.render(exampleReport(options, { hasPictures }))[0]?.content));

test.each([
  { text: '<script>alert(1)</script>|x' },
  { text: '**bold** _it_ `code` ~~gone~~' },
  { text: '![picture](http://example.org/x.png) [link](javascript:alert)' },
  { text: 'http://127.0.0.1:8080 and www' },
  { text: '# heading' },
  { text: '1. one' },
  { text: 'interval [61 ms, 70 ms] & <b>' },
])('escapeMarkdown() shows $text as text', ({ text }) => {
  const html = renderer.renderInline(escapeMarkdown(text));
  expect(html).not.toMatch(/<(?!\/?em>$)/u);
  const shown = html.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
  expect(shown).toBe(text);
});

test('codeSpan() holds backticks', () => {
  expect(renderer.renderInline(codeSpan('a ``b`` c'))).toBe('<code>a ``b`` c</code>');
});

test('markdown has a table with a row per target and as many cells as heads, whatever the names', () => {
  const [table = ''] = /<table>[\s\S]*?<\/table>/u.exec(htmlOf()) ?? [];
  const rows = table.split('<tr>').slice(1);
  expect(rows).toHaveLength(1 + (HOSTILE_OPTIONS.targets?.length ?? 0));
  expect(new Set(rows.map((row) => row.split(/<\/t[hd]>/u).length)).size).toBe(1);
  expect(table).toContain(HOSTILE_NAME.replaceAll('<', '&lt;').replaceAll('>', '&gt;'));
});

test('markdown has no script and no address in it', () => {
  expect(htmlOf()).not.toMatch(/<script|href=/u);
});

test('markdown links a picture for each chart, unless none are drawn', () => {
  const { charts } = exampleReport();
  const pictures = [...htmlOf(FULL_OPTIONS).matchAll(/<img src="([^"]+)" alt="[^"]{20,}"/gu)].map(
    ([, source]) => source,
  );
  expect(pictures).toEqual(charts.map(({ name }) => `charts/${name}.png`));
  expect(htmlOf(HOSTILE_OPTIONS, false)).not.toContain('<img');
});

test('markdown has a glance for each level under its name, and folds every other table', () => {
  const report = exampleReport(FULL_OPTIONS);
  const page = htmlOf(FULL_OPTIONS);
  for (const { name } of report.summary.levels) expect(page).toContain(`<h3>${name}</h3>`);
  expect(page.split('<details>').length - 1).toBe(report.charts.length + appendixViews(report).length);
  const tables = page.split('<table>').length - 1;
  expect(tables).toBe(report.summary.levels.length + report.charts.length + appendixViews(report).length);
});

test('markdown says first that a report is not trusted, and why', () => {
  const report = exampleReport({ selfTest: 'failed', roundCount: 1 });
  const text = String(markdown.render(report)[0]?.content);
  expect(text.slice(0, text.indexOf('\n# '))).toMatch(
    /^> \[!CAUTION\]\n> \*\*NOT TRUSTED\*\*.+\n>\n> - Another program/u,
  );
});

test('markdown marks what is no different from the reference, and says what the marks mean', () => {
  const text = String(markdown.render(exampleReport({ roundCount: 6, availableCoreCount: 4 }))[0]?.content);
  expect(text).toMatch(/^\| ▲ async-cpu .*\| (?:\\~|≈) \d+ ms /mu);
  expect(text).toContain(String.raw`\~ no difference was shown from blocking.`);
});
