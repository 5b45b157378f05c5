import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { jsonReport } from '../cells.ts';
import { exampleReport } from '../example-report.ts';
import { html } from '../formats/html.ts';
import { glanceCsv } from '../glance-csv.ts';
import { loadPageScripts } from '../page-script.ts';
import { openBrowser } from '../test-browser.ts';

const browser: Browser | undefined = await openBrowser();
const report = exampleReport({ roundCount: 1 }, { scripts: await loadPageScripts() });
const complaints: string[] = [];
const POLL = { timeout: 20_000, interval: 50 };

let folder: string;
let page: Page;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'holdup-downloads-'));
  const file = path.join(folder, 'index.html');
  await writeFile(file, String(html.render(report)[0]?.content));
  if (browser === undefined) return;
  const context = await browser.newContext({
    acceptDownloads: true,
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  page = await context.newPage();
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(pathToFileURL(file).href);
});

afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true });
});

async function saved(button: string): Promise<{ readonly name: string; readonly content: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent('download', { timeout: 20_000 }), page.click(button)]);
  return { name: download.suggestedFilename(), content: await readFile(await download.path()) };
}

describe.skipIf(browser === undefined)('the page gives away', () => {
  test('the object that --json prints', async () => {
    const { name, content } = await saved('[data-download="json"]');
    expect(name).toBe('holdup-neighbours-2026-03-14.json');
    const expected: unknown = JSON.parse(JSON.stringify(jsonReport(report.summary, report.recordPath)));
    expect(JSON.parse(content.toString())).toEqual(expected);
  });

  test('the table at a glance', async () => {
    const { name, content } = await saved('[data-download="csv"]');
    expect(name).toBe('holdup-neighbours-2026-03-14-glance.csv');
    expect(content.toString()).toBe(glanceCsv(report.summary));
  });

  test('each picture, below its title', async () => {
    await expect.poll(() => page.evaluate(`performance.getEntriesByName('holdup-drawn').length`), POLL).toBe(1);
    const { name, content } = await saved('#neighbour-wait [data-download="png"]');
    expect(name).toBe('holdup-neighbours-2026-03-14-neighbour-wait.png');
    expect(content.subarray(1, 4).toString()).toBe('PNG');
    const canvasPx = await page.evaluate<number>(`document.querySelector('#neighbour-wait canvas').height`);
    expect(content.readUInt32BE(20)).toBe(canvasPx + 58); // the height in a PNG's first chunk
  });

  test('the command that repeats the run', async () => {
    const button = page.locator('#repeat [data-copy]').first();
    await button.click();
    await expect.poll(() => button.textContent(), POLL).toBe('Copied');
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(report.record.command);
  });

  test('all of it without a complaint of its policy', () => {
    expect(complaints).toEqual([]);
  });
});
