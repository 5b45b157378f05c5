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

/** All that a link carries, as the page shows it. Run in the page. */
const SHOWN = `({
  theme: document.documentElement.dataset.theme ?? null,
  isDark: getComputedStyle(document.body).backgroundColor !== 'rgb(255, 255, 255)',
  sorted: [...document.querySelectorAll('[aria-sort]')].map((head) => head.dataset.column + head.getAttribute('aria-sort')),
  rows: [...document.querySelectorAll('table[data-sortable] tbody th')].map((head) => head.innerText),
  tabs: [...document.querySelectorAll('[role=tab][aria-selected=true]')].map(({ id }) => id),
  opened: [...document.querySelectorAll('details[open]')].map((fold) => fold.closest('[id]').id),
  hidden: [...document.querySelectorAll('.chip[aria-pressed=false]')].map((chip) => chip.dataset.target),
  heights: [...document.querySelectorAll('.picture')].map((picture) => picture.offsetHeight),
  instant: document.querySelector('#neighbour-timeline [role=status]').innerText,
})`;

const TOP_OF_TIMELINE = "document.querySelector('#neighbour-timeline').getBoundingClientRect().top";

/** The pixels of the heartbeats, to see the cursor in them. */
const pictureOf = (page: Page): Promise<string> =>
  page.evaluate("document.querySelector('#neighbour-timeline canvas').toDataURL()");

describe.skipIf(opened === null)('a link to a view', () => {
  const pages = opened as TestPages;

  test('shows another reader the same: theme, order, view, tables, targets and moment', async () => {
    await using first = await pages.visit('plain', { colorScheme: 'light' });
    const { page } = first;
    await page.click('.theme');
    await page.locator('th[data-column="warm-max"] button').first().click();
    await page.locator('#percentile-curve [role=tab]').last().click();
    await page.locator('#neighbour-wait summary').click();
    await page.locator('.chip[data-target="cluster"]').click();
    await page.locator('#neighbour-timeline canvas').press('End');
    await expect.poll(() => page.evaluate('location.hash')).toContain('open=');
    const shown = await page.evaluate<Record<string, unknown>>(SHOWN);
    expect(shown).toMatchObject({ theme: 'dark', isDark: true, hidden: ['cluster'], opened: ['neighbour-wait'] });
    expect(shown['sorted']).toHaveLength(1);
    const fragment = new URL(page.url()).hash;
    await using second = await pages.visit('plain', { colorScheme: 'light' }, fragment);
    expect(await second.page.evaluate(SHOWN)).toEqual(shown);
    expect(new URL(second.page.url()).hash).toBe(fragment);
    expect([...first.complaints, ...second.complaints]).toEqual([]);
  });

  test('to a moment scrolls there and draws it', async () => {
    await using visited = await pages.visit('plain', { viewport: { width: 1_280, height: 900 } });
    const { page } = visited;
    const before = await pictureOf(page);
    await page.locator('#neighbour-timeline canvas').press('Home');
    expect(await pictureOf(page)).not.toBe(before);
    const { hash } = new URL(page.url());
    await using other = await pages.visit('plain', { viewport: { width: 1_280, height: 900 } }, hash);
    expect(await pictureOf(other.page)).toBe(await pictureOf(page));
    expect(Math.abs(await other.page.evaluate<number>(TOP_OF_TIMELINE))).toBeLessThan(100);
  });

  test('is made by a click into a strip', async () => {
    await using visited = await pages.visit('plain', { viewport: { width: 1_280, height: 900 } });
    const { page } = visited;
    const canvas = page.locator('#neighbour-timeline canvas');
    const box = await canvas.boundingBox();
    await canvas.click({ position: { x: (box?.width ?? 0) / 2, y: 120 } });
    expect(new URL(page.url()).hash).toMatch(/^#section=neighbour-timeline&at=[\d.]+s&target=[a-z-]+$/u);
    await canvas.click({ position: { x: 5, y: 5 } }); // beside the strips: nothing new
    expect(new URL(page.url()).hash).toContain('at=');
  });

  test('to a section alone leaves the view as it is', async () => {
    await using visited = await pages.visit('plain', {}, '#theme=dark');
    const { page } = visited;
    await page.locator('nav a[href="#neighbour-timeline"]').click();
    await expect.poll(() => new URL(page.url()).hash).toBe('#section=neighbour-timeline&theme=dark');
    await expect.poll(async () => Math.abs(await page.evaluate<number>(TOP_OF_TIMELINE))).toBeLessThan(100);
    await page.goBack();
    await expect.poll(() => new URL(page.url()).hash).toBe('#theme=dark');
    expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('dark');
  });

  test('is followed when somebody types another into the address', async () => {
    await using visited = await pages.visit('plain', { colorScheme: 'light' }, '#theme=dark&hide=cluster');
    const { page } = visited;
    await page.evaluate("location.hash = '#hide=blocking'");
    await expect.poll(() => page.locator('.chip[aria-pressed=false]').allInnerTexts()).toEqual(['blocking']);
    expect(await page.evaluate('document.documentElement.dataset.theme ?? null')).toBeNull();
  });

  test('says where somebody reads when it is copied', async () => {
    await using visited = await pages.visit('plain', { viewport: { width: 1_280, height: 900 } });
    const { page } = visited;
    await page.evaluate("document.querySelector('#percentile-curve').scrollIntoView({ behavior: 'instant' })");
    await page.evaluate("document.querySelector('.copy-link').click()");
    expect(new URL(page.url()).hash).toBe('#percentile-curve');
  });
});
