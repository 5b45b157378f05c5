import type { Page } from 'playwright-core';
import { afterAll, describe, expect, test } from 'vitest';
import { exampleReport } from '../example-report.ts';
import { loadPageScripts } from '../page-script.ts';
import { type TestPages, openTestPages, renderPage } from '../test-pages.ts';

const report = exampleReport({ roundCount: 2 }, { scripts: await loadPageScripts() });
const opened = await openTestPages({ plain: renderPage(report) });

afterAll(async () => {
  await opened?.[Symbol.asyncDispose]();
});

const hashOf = (page: Page): Promise<string> => page.evaluate('location.hash');
const textOf = (page: Page, selector: string): Promise<string> => page.locator(selector).first().innerText();

/** All that Tab should reach, in the order of the page. Run in the page. */
const CONTROLS = `[...document.querySelectorAll('a[href], button, summary, [tabindex="0"]')].filter(
  (one) => one.tabIndex === 0 && one.checkVisibility({ visibilityProperty: true }))`;

/** Where the keyboard is among them, and whether one can see it; -1 for nowhere. Run in the page. */
const FOCUS = `(() => {
  const focused = document.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(focused);
  return { index: ${CONTROLS}.indexOf(focused), isSeen: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 };
})()`;

interface Focus {
  readonly index: number;
  readonly isSeen: boolean;
}

describe.skipIf(opened === null)('the keyboard alone', () => {
  const pages = opened as TestPages;

  test('reaches every control in the order of the page, and shows where it is', async () => {
    await using visited = await pages.visit('plain');
    const { page } = visited;
    const count = await page.evaluate<number>(`${CONTROLS}.length`);
    expect(count).toBeGreaterThan(20);
    const reached: Focus[] = [];
    for (let step = 0; step < count; step += 1) {
      await page.keyboard.press('Tab');
      reached.push(await page.evaluate<Focus>(FOCUS));
    }
    expect(reached.map(({ index }) => index)).toEqual(Array.from({ length: count }, (_, index) => index));
    expect(reached.filter(({ isSeen }) => !isSeen)).toEqual([]);
    expect(visited.complaints).toEqual([]);
  });

  test.each(['Enter', 'Space'])('changes the theme with %s, and says what comes next', async (key) => {
    await using visited = await pages.visit('plain', { colorScheme: 'light' });
    const { page } = visited;
    await page.locator('.theme').focus();
    await page.keyboard.press(key);
    expect(await hashOf(page)).toBe('#theme=dark');
    expect(await textOf(page, '.theme')).toBe('Light');
  });

  test('hides a target in all pictures, and shows all again', async () => {
    await using visited = await pages.visit('plain');
    const { page } = visited;
    const chip = page.locator('.chip[data-target="cluster"]');
    const height = (): Promise<number> => page.evaluate("document.querySelector('.picture').offsetHeight");
    const before = await height();
    await chip.focus();
    await page.keyboard.press('Space');
    expect(await chip.getAttribute('aria-pressed')).toBe('false');
    expect(await hashOf(page)).toBe('#hide=cluster');
    expect(await height()).toBeLessThan(before);
    await page.locator('.show-all').focus();
    await page.keyboard.press('Enter');
    expect(await chip.getAttribute('aria-pressed')).toBe('true');
    expect(await hashOf(page)).toBe('');
    expect(await height()).toBe(before);
    // The button is gone; the keyboard is not.
    expect(await page.evaluate('document.activeElement.className')).toBe('chip');
  });

  test('unfolds the numbers of a picture, and puts that into the address', async () => {
    await using visited = await pages.visit('plain');
    const { page } = visited;
    await page.locator('#neighbour-wait summary').focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => hashOf(page)).toBe('#open=neighbour-wait');
    await page.keyboard.press('Enter');
    await expect.poll(() => hashOf(page)).toBe('');
  });

  test('sorts the table at a glance', async () => {
    await using visited = await pages.visit('plain');
    const { page } = visited;
    const names = (): Promise<string[]> => page.locator('table[data-sortable] tbody th').allInnerTexts();
    const unsorted = await names();
    const head = page.locator('th[data-column="warm-max"]').first();
    await head.locator('button').focus();
    await page.keyboard.press('Enter');
    expect(await head.getAttribute('aria-sort')).toBe('ascending');
    expect(await hashOf(page)).toBe(`#sort=${await head.getAttribute('data-column')}.asc`);
    const best = await names();
    await page.keyboard.press('Enter');
    expect(await head.getAttribute('aria-sort')).toBe('descending');
    expect(await names()).not.toEqual(best);
    await page.keyboard.press('Enter');
    expect(await hashOf(page)).toBe('');
    expect(await names()).toEqual(unsorted);
  });

  test('chooses a view of a picture, as tabs do', async () => {
    await using visited = await pages.visit('plain');
    const { page } = visited;
    const list = page.locator('#percentile-curve [role=tablist]');
    const tabs = await list.locator('[role=tab]').allInnerTexts();
    expect(tabs.length).toBeGreaterThan(1);
    const shown = (): Promise<string> => list.locator('[aria-selected=true]').innerText();
    await list.locator('[tabindex="0"]').focus();
    for (const [key, index] of [
      ['ArrowRight', 1],
      ['ArrowLeft', 0],
      ['ArrowLeft', tabs.length - 1],
      ['Home', 0],
      ['End', tabs.length - 1],
    ] as const) {
      await page.keyboard.press(key);
      expect(await shown()).toBe(tabs[index]);
      expect(await page.evaluate('document.activeElement.innerText')).toBe(tabs[index]);
    }
    expect(await list.locator('[tabindex="0"]').count()).toBe(1);
    expect(await hashOf(page)).toMatch(/^#tab=percentile-curve\.[a-z-]+$/u);
    const panel = page.locator('#percentile-curve [role=tabpanel]');
    expect(await panel.getAttribute('aria-labelledby')).toBe(
      await list.locator('[aria-selected=true]').getAttribute('id'),
    );
  });

  test('walks from stall to stall, and says what it finds', async () => {
    await using visited = await pages.visit('plain');
    const { page } = visited;
    const status = page.locator('#neighbour-timeline [role=status]');
    await page.locator('#neighbour-timeline canvas').focus();
    await page.keyboard.press('Home');
    const first = await status.innerText();
    expect(first).toMatch(/^blocking: neighbours waited up to [\d.]+ m?s at [\d.]+ s, round \d of 2/u);
    expect(await hashOf(page)).toMatch(/^#section=neighbour-timeline&at=[\d.]+s&target=blocking$/u);
    await page.keyboard.press('ArrowRight');
    expect(await status.innerText()).not.toBe(first);
    await page.keyboard.press('ArrowLeft');
    expect(await status.innerText()).toBe(first);
    await page.keyboard.press('Escape');
    expect(await hashOf(page)).toBe('#neighbour-timeline');
    await page.getByRole('button', { name: 'Next stall' }).press('Enter');
    expect(await status.innerText()).toBe(first);
    expect(visited.complaints).toEqual([]);
  });

  test('copies the link to the view', async () => {
    await using visited = await pages.visit('plain', { permissions: ['clipboard-read', 'clipboard-write'] });
    const { page } = visited;
    await page.locator('.theme').press('Enter');
    await page.locator('.copy-link').press('Enter');
    await expect.poll(() => textOf(page, '.copy-link')).toBe('Link copied');
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(page.url());
  });
});
