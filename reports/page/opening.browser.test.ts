import { afterAll, describe, expect, test } from 'vitest';
import { appendixViews } from '../appendix-views.ts';
import { chartViews } from '../chart-views.ts';
import { FULL_OPTIONS, HOSTILE_NAME, exampleReport } from '../example-report.ts';
import { loadPageScripts } from '../page-script.ts';
import { IS_DRAWN, NO_BROWSER, type TestPages, openTestPages, renderPage, untilDrawn } from '../test-pages.ts';

const report = exampleReport(FULL_OPTIONS, { scripts: await loadPageScripts() });
const opened = await openTestPages({ full: renderPage(report) });
const isCi = process.env['CI'] === 'true';

afterAll(async () => {
  await opened?.[Symbol.asyncDispose]();
});

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

const WHITE = '255,255,255,255';
const NIGHT = '20,23,28,255';

test('there is a browser to look at the page with', ({ skip }) => {
  skip(opened === null && !isCi, NO_BROWSER);
  expect(opened).not.toBeNull();
});

describe.skipIf(opened === null)('the page', () => {
  const pages = opened as TestPages;

  test.each([
    { colorScheme: 'light', paper: 'rgb(255, 255, 255)' },
    { colorScheme: 'dark', paper: 'rgb(20, 23, 28)' },
  ] as const)('draws its charts from a file, $colorScheme, and asks nobody for anything', async (row) => {
    const { colorScheme, paper } = row;
    await using visited = await pages.visit('full', { colorScheme, viewport: { width: 1_280, height: 900 } });
    const colors = await visited.page.evaluate<number[]>(COLORS_PER_CANVAS);
    expect(colors).toHaveLength(chartViews(report).length);
    for (const count of colors) expect(count).toBeGreaterThan(5);
    expect(await visited.page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe(paper);
    expect(visited.requests).toEqual([]);
    expect(visited.complaints).toEqual([]);
  });

  test('shows its verdict at once', async ({ annotate }) => {
    await using visited = await pages.visit('full', { viewport: { width: 1_280, height: 900 } });
    const [paintedMs = Infinity, drawnMs = 0] = await visited.page.evaluate<number[]>(
      "['first-contentful-paint', 'holdup-drawn'].map((name) => performance.getEntriesByName(name)[0]?.startTime)",
    );
    await annotate(`painted after ${Math.round(paintedMs)} ms, all pictures drawn after ${Math.round(drawnMs)} ms`);
    expect(paintedMs).toBeLessThan(drawnMs);
    const box = await visited.page.locator('h1').boundingBox();
    expect((box?.y ?? Infinity) + (box?.height ?? Infinity)).toBeLessThan(900);
  });

  test('draws no picture before a frame was shown, and has room for each until then', async () => {
    const initScript =
      'globalThis.frames = []; requestAnimationFrame = (callback) => globalThis.frames.push(callback);';
    await using visited = await pages.visit('full', { initScript });
    const { page } = visited;
    const height = 'document.documentElement.scrollHeight';
    await page.waitForTimeout(300); // long enough for what would not wait
    expect(await page.evaluate(IS_DRAWN)).toBe(false);
    const heightPx = await page.evaluate(height);
    await page.evaluate('for (const callback of globalThis.frames) callback(0)');
    await untilDrawn(page);
    expect(await page.evaluate(height)).toBe(heightPx);
  });

  test('turns dark with its pictures and light again', async () => {
    await using visited = await pages.visit('full', { colorScheme: 'light' });
    expect(await visited.page.evaluate(CORNER_COLOR)).toBe(WHITE);
    await visited.page.click('.theme');
    expect(await visited.page.evaluate(CORNER_COLOR)).toBe(NIGHT);
    await visited.page.click('.theme');
    expect(await visited.page.evaluate(CORNER_COLOR)).toBe(WHITE);
    expect(visited.complaints).toEqual([]);
  });

  test('follows the system when it turns dark', async () => {
    await using visited = await pages.visit('full', { colorScheme: 'light' });
    await visited.page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(() => visited.page.evaluate(CORNER_COLOR)).toBe(NIGHT);
  });

  test('reads without scripts: verdict, warnings, and every number in a table', async () => {
    await using visited = await pages.visit('full', { javaScriptEnabled: false });
    const text = await visited.page.locator('body').innerText();
    expect(text.startsWith(report.summary.verdict)).toBe(true);
    for (const { code } of report.summary.warnings) expect(text).toContain(code);
    expect(text).toContain(HOSTILE_NAME);
    expect(await visited.page.locator('table:visible').count()).toBeGreaterThanOrEqual(
      report.summary.levels.length + chartViews(report).length + appendixViews(report).length,
    );
    expect(await visited.page.locator('table:not(:visible)').count()).toBe(0);
    expect(await visited.page.locator('canvas:visible, button:visible').count()).toBe(0);
  });

  test.each([{ fragment: '' }, { fragment: '#open=behind&at=1s' }])(
    'fits on a phone, 390 px wide, opened at "$fragment"',
    async ({ fragment }) => {
      await using visited = await pages.visit('full', { viewport: { width: 390, height: 844 } }, fragment);
      await visited.page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true");
      expect(await visited.page.evaluate('document.documentElement.scrollWidth')).toBe(390);
      const colors = await visited.page.evaluate<number[]>(COLORS_PER_CANVAS);
      for (const count of colors) expect(count).toBeGreaterThan(5);
    },
  );

  test('prints on light paper with all tables open and no controls, and is as before after that', async () => {
    await using visited = await pages.visit('full', { colorScheme: 'dark' }, '#open=neighbour-wait');
    const { page } = visited;
    const openFolds = page.locator('details[open]');
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('details:not([open])').count()).toBe(0);
    expect(await page.evaluate(CORNER_COLOR)).toBe(WHITE);
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
    expect(await page.locator('button:visible:not(.sort), [role=tablist]:visible').count()).toBe(0);
    await page.emulateMedia({ media: 'screen' });
    await page.evaluate("dispatchEvent(new Event('afterprint'))");
    expect(await openFolds.count()).toBe(1);
    expect(await page.evaluate(CORNER_COLOR)).toBe(NIGHT);
    expect(await page.evaluate('location.hash')).toBe('#open=neighbour-wait');
    expect(visited.complaints).toEqual([]);
  });

  test.each([
    { reducedMotion: 'reduce', behavior: 'auto' },
    { reducedMotion: 'no-preference', behavior: 'smooth' },
  ] as const)('moves as is wished: $reducedMotion', async ({ reducedMotion, behavior }) => {
    await using visited = await pages.visit('full', { reducedMotion });
    const { page } = visited;
    expect(await page.evaluate('getComputedStyle(document.documentElement).scrollBehavior')).toBe(behavior);
    const animated = "[...document.querySelectorAll('canvas')].filter((one) => Chart.getChart(one).options.animation)";
    expect(await page.evaluate(`${animated}.length + document.getAnimations().length`)).toBe(0);
  });

  test('shows a hostile name as text, and runs nothing of it', async () => {
    await using visited = await pages.visit('full');
    const name = visited.page.locator('.chip', { hasText: HOSTILE_NAME });
    expect(await name.count()).toBe(1);
    await name.click();
    expect(await visited.page.locator('main script, main iframe, main img').count()).toBe(0);
    expect(visited.complaints).toEqual([]);
  });

  test('opens at a hostile fragment as if it were not there', async () => {
    const fragment = `#section=${encodeURIComponent(HOSTILE_NAME)}&tab=${HOSTILE_NAME}&hide=${HOSTILE_NAME}&at=1s&target=<img src=x onerror=alert(1)>`;
    await using visited = await pages.visit('full', {}, fragment);
    expect(await visited.page.locator('main script, main img').count()).toBe(0);
    expect(visited.requests).toEqual([]);
    expect(visited.complaints).toEqual([]);
  });
});
