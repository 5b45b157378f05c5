import { createHash } from 'node:crypto';
import { Value } from 'typebox/value';
import { beforeAll, expect, test } from 'vitest';
import { appendixViews } from '../appendix-views.ts';
import { JsonReportSchema } from '../cells.ts';
import { chartViews } from '../chart-views.ts';
import { FULL_OPTIONS, HOSTILE_NAME, HOSTILE_OPTIONS, exampleReport } from '../example-report.ts';
import type { PageScripts } from '../format.ts';
import { furtherVerdicts } from '../further-verdicts.ts';
import { loadPageScripts } from '../page-script.ts';
import type { DownloadData } from '../page/downloads.ts';
import { escapeHtml, escapeJson } from '../page/escape-html.ts';
import { html } from './html.ts';

const linksIn = (text: string): string[] => [...text.matchAll(/href="([^"]*)"/gu)].map(([, link = '']) => link);

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
  expect(linksIn(page).filter((link) => !link.startsWith('#'))).toEqual([]);
});

test('html links to samples.csv where that is written beside it, and to parts of the page that exist', () => {
  const text = String(html.render(exampleReport({ roundCount: 1 }, { hasSamplesFile: true }))[0]?.content);
  expect(linksIn(text).filter((link) => !link.startsWith('#'))).toEqual(['samples.csv']);
  for (const link of linksIn(page)) expect(page).toContain(`id="${link.slice(1)}"`);
});

test('html has its parts in the order of the questions, each with a link to itself', () => {
  const ids = [...page.matchAll(/<section id="([^"]+)"/gu)].map(([, id = '']) => id);
  const charts = chartViews(exampleReport(FULL_OPTIONS)).map(({ chart }) => chart.name);
  expect(ids).toEqual(['glance', ...charts, 'behind', 'learn', 'ran', 'repeat', 'method', 'reading']);
  expect(linksIn(/<nav[\s\S]*?<\/nav>/u.exec(page)?.[0] ?? '')).toEqual(ids.map((id) => `#${id}`));
  for (const id of ids) expect(page).toContain(`<a class="permalink" href="#${id}"`);
});

test('html follows the verdict with what else was shown, and says what ran and how to repeat it', () => {
  const report = exampleReport();
  const [top = ''] = String(html.render(report)[0]?.content).split('id="glance"');
  for (const sentence of furtherVerdicts(report.summary))
    expect(top.replaceAll(/<\/?span[^>]*>/gu, '')).toContain(`<p>${escapeHtml(sentence)}</p>`);
  expect(top).toContain('neighbours · 4 targets × 3 rounds');
  expect(top).toContain(`<pre>${escapeHtml(report.record.command)}</pre>`);
});

test('html has what its buttons save as data that conforms to the schema, and shows no button without scripts', () => {
  const text = /<script type="application\/json" id="holdup-downloads">(.*?)<\/script>/u.exec(page)?.[1] ?? '';
  const { fileStem, json, csv } = JSON.parse(text) as DownloadData;
  expect(fileStem).toBe('holdup-open-loop-2026-03-14');
  expect(Value.Check(JsonReportSchema, json)).toBe(true);
  expect(csv).toContain(HOSTILE_NAME);
  const buttons = page.match(/<button[^>]*>/gu) ?? [];
  expect(buttons.length).toBeGreaterThan(5);
  const shown = buttons.filter((button) => !/ hidden>/u.test(button) && !button.includes('class="chip"'));
  expect(shown).toEqual([]);
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
