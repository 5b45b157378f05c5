import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appendixViews } from './appendix-views.ts';
import { FULL_OPTIONS, HOSTILE_NAME, exampleReport } from './example-report.ts';
import { html } from './formats/html.ts';
import { loadPageScripts } from './page-script.ts';
import { openBrowser } from './test-browser.ts';

const browser: Browser | undefined = await openBrowser();
const isCi = process.env['CI'] === 'true';
const noBrowser = 'no browser starts: install Chromium to test the page (Debian: apt-get install chromium)';
const report = exampleReport(FULL_OPTIONS, { scripts: await loadPageScripts() });

let folder: string;
let address: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'holdup-page-'));
  await writeFile(path.join(folder, 'index.html'), html.render(report)[0]?.content ?? '');
  address = pathToFileURL(path.join(folder, 'index.html')).href;
});

afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true });
});

interface Visit extends AsyncDisposable {
  readonly page: Page;
  /** Everything that the page asked for beside itself, and everything that it complained about. */
  readonly requests: readonly string[];
  readonly complaints: readonly string[];
}

async function visit(options: BrowserContextOptions): Promise<Visit> {
  if (browser === undefined) throw new Error(noBrowser);
  const context: BrowserContext = await browser.newContext(options);
  const requests: string[] = [];
  const complaints: string[] = [];
  await context.route('**/*', async (route) => {
    const url = route.request().url();
    if (url === address) return await route.continue();
    requests.push(url);
    await route.abort();
  });
  const page = await context.newPage();
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(address);
  return { page, requests, complaints, [Symbol.asyncDispose]: () => context.close() };
}

/** Pixels of a canvas, read from a copy, as the browser complains of reading the same one twice. Run in the page. */
const READ_PIXELS = `const readPixels = (canvas) => {
  const copy = Object.assign(document.createElement('canvas'), { width: canvas.width, height: canvas.height });
  const context = copy.getContext('2d', { willReadFrequently: true });
  context.drawImage(canvas, 0, 0);
  return context.getImageData(0, 0, canvas.width, canvas.height).data;
};`;

/** Different colours among a few thousand pixels of each canvas; 1 is blank. */
const COLORS_PER_CANVAS = `(() => { ${READ_PIXELS}
  return [...document.querySelectorAll('canvas')].map((canvas) => {
    const pixels = readPixels(canvas);
    const colors = new Set();
    for (let start = 0; start < pixels.length; start += 4 * 97) colors.add(pixels.slice(start, start + 4).join());
    return colors.size;
  });
})()`;

const CORNER_COLOR = `(() => { ${READ_PIXELS}
  return readPixels(document.querySelector('canvas')).slice(0, 4).join();
})()`;

test('there is a browser to look at the page with', ({ skip }) => {
  skip(browser === undefined && !isCi, noBrowser);
  expect(browser).toBeDefined();
});

describe.skipIf(browser === undefined)('the page', () => {
  test.each([
    { colorScheme: 'light', paper: 'rgb(255, 255, 255)' },
    { colorScheme: 'dark', paper: 'rgb(20, 23, 28)' },
  ] as const)('draws its charts from a file, $colorScheme, and asks nobody for anything', async (row) => {
    await using visited = await visit({ colorScheme: row.colorScheme, viewport: { width: 1_280, height: 900 } });
    const colors = await visited.page.evaluate<number[]>(COLORS_PER_CANVAS);
    expect(colors).toHaveLength(report.charts.length);
    for (const count of colors) expect(count).toBeGreaterThan(5);
    expect(await visited.page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe(row.paper);
    expect(visited.requests).toEqual([]);
    expect(visited.complaints).toEqual([]);
  });

  test('turns dark with its pictures and light again', async () => {
    await using visited = await visit({ colorScheme: 'light' });
    expect(await visited.page.evaluate(CORNER_COLOR)).toBe('255,255,255,255');
    await visited.page.click('text=Dark');
    expect(await visited.page.evaluate(CORNER_COLOR)).toBe('20,23,28,255');
    await visited.page.click('text=Light');
    expect(await visited.page.evaluate(CORNER_COLOR)).toBe('255,255,255,255');
    expect(visited.complaints).toEqual([]);
  });

  test('reads without scripts: verdict, warnings, and every number in a table', async () => {
    await using visited = await visit({ javaScriptEnabled: false });
    const text = await visited.page.locator('body').innerText();
    expect(text.startsWith(report.summary.verdict)).toBe(true);
    for (const { code } of report.summary.warnings) expect(text).toContain(code);
    expect(text).toContain(HOSTILE_NAME);
    expect(await visited.page.locator('table:visible').count()).toBe(
      report.summary.levels.length + report.charts.length + appendixViews(report).length,
    );
    expect(await visited.page.locator('canvas:visible').count()).toBe(0);
  });

  test('fits on a phone, 390 px wide', async () => {
    await using visited = await visit({ viewport: { width: 390, height: 844 } });
    expect(await visited.page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    const colors = await visited.page.evaluate<number[]>(COLORS_PER_CANVAS);
    for (const count of colors) expect(count).toBeGreaterThan(5);
  });
});
