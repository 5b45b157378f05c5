import { createHash } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { appendixViews } from '../appendix-views.ts';
import { FULL_OPTIONS, HOSTILE_OPTIONS, exampleReport } from '../example-report.ts';
import type { PageScripts } from '../format.ts';
import { loadPageScripts } from '../page-script.ts';
import { escapeJson } from '../page/escape-html.ts';
import { html } from './html.ts';

let scripts: PageScripts;
let page: string;

beforeAll(async () => {
  scripts = await loadPageScripts();
  page = String(html.render(exampleReport(FULL_OPTIONS, { scripts }))[0]?.content);
});

test('escapeJson() gives the same JSON without anything that ends a script element', () => {
  const value = { name: '</script><!--', separators: '\u2028\u2029', text: 'a & b' };
  expect(escapeJson(value)).not.toMatch(/[<>&\u2028\u2029]/u);
  expect(JSON.parse(escapeJson(value))).toEqual(value);
});

test('html refers to nothing outside itself', () => {
  expect(page).not.toMatch(/\b(?:src|srcset|poster|data|action)\s*=\s*["']/u);
  expect(page).not.toMatch(/<(?:link|iframe|img|object|base|form)\b/u);
  expect(page).not.toMatch(/@import|url\(/u);
  expect([...page.matchAll(/href="([^"]*)"/gu)].filter(([, link]) => link?.startsWith('#') !== true)).toEqual([]);
});

test('html allows the scripts and the style in it by their hashes, and nothing else', () => {
  const policy = /Content-Security-Policy" content="([^"]+)"/u.exec(page)?.[1] ?? '';
  const inline = [...page.matchAll(/<(style|script)(?: type="module")?>([\s\S]*?)<\/\1>/gu)];
  expect(inline).toHaveLength(3);
  for (const [, , content = ''] of inline)
    expect(policy).toContain(`'sha256-${createHash('sha256').update(content).digest('base64')}'`);
  expect(policy).toMatch(/^default-src 'none'; /u);
  expect(policy).not.toContain('unsafe');
  expect(page).not.toMatch(/\sstyle="|\son[a-z]+="/u);
});

test('html weighs less than 1.5 MB with every strategy that is planned', () => {
  const [target] = HOSTILE_OPTIONS.targets ?? [];
  if (target === undefined) throw new RangeError('Cannot test without a target');
  const targets = Array.from({ length: 17 }, (_, index) => ({ ...target, name: `strategy-${index}` }));
  const report = exampleReport({ targets, roundCount: 1, neighboursPerSecond: 400 }, { scripts });
  expect(String(html.render(report)[0]?.content).length).toBeLessThan(1_500_000);
});

test('html has a table behind each picture and a sentence that says what it shows', () => {
  const report = exampleReport(FULL_OPTIONS);
  const { charts } = report;
  const canvases = [...page.matchAll(/<canvas data-chart="([^"]+)" role="img" aria-label="[^"]{20,}"/gu)];
  expect(canvases.map(([, name]) => name)).toEqual(charts.map(({ name }) => name));
  expect(page.split('<details open>').length - 1).toBe(charts.length + appendixViews(report).length);
});

test('html puts a report that is not trusted behind a box with the reasons', () => {
  const report = exampleReport({ selfTest: 'failed', roundCount: 1 });
  const text = String(html.render(report)[0]?.content);
  const box = text.indexOf('class="distrust"');
  expect(box).toBeGreaterThan(0);
  expect(box).toBeLessThan(text.indexOf('<h1>'));
  for (const reason of report.summary.trust.reasons) expect(text).toContain(`<li>${reason}</li>`);
  expect(String(html.render(exampleReport({ selfTest: 'passed', roundCount: 1 }))[0]?.content)).not.toContain(
    'class="distrust"',
  );
});

test('html has no place for a chart that has nothing to show', () => {
  const plain = String(html.render(exampleReport({ roundCount: 1 }))[0]?.content);
  expect(plain).not.toContain('id="load-curve"');
  expect(plain).not.toContain('#load-curve');
  expect(plain).toContain('id="neighbour-wait"');
});
