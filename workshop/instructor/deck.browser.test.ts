import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { afterAll, describe, expect, test } from 'vitest';
import { deckPage } from './deck-page.ts';
import { handoutPage } from './handout-page.ts';
import { loadMaterial } from './material.ts';
import { type TestPages, openTestPages } from '../../reports/test-pages.ts';

const material = await loadMaterial();
const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const opened = await openTestPages({ slides: await deckPage(material), handout: handoutPage(material) });
afterAll(async () => opened?.[Symbol.asyncDispose]());

const shownId = async (page: Page): Promise<string | null> => page.locator('.slide[data-shown]').getAttribute('id');

/** Slides of which something is out of the slide, and which are therefore to be split. */
const OVERFLOWS = `[...document.querySelectorAll('.slide')].filter((slide) => {
  const box = slide.getBoundingClientRect();
  const number = slide.querySelector('.number');
  const parts = [...slide.querySelectorAll('*')].filter((part) => part !== number);
  return parts.some((part) => {
    const { right, bottom } = part.getBoundingClientRect();
    return right > box.right - 8 || bottom > number.getBoundingClientRect().top;
  });
}).map(({ id }) => id)`;

const SMALLEST_TEXT = `Math.min(...[...document.querySelectorAll('.slide :is(p, li, td, th)')].map((part) => parseFloat(getComputedStyle(part).fontSize)))`;

const RUN_AXE = `axe.run(document).then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html)))`;

describe.skipIf(opened === null)('the slides', () => {
  const pages = opened as TestPages;

  test.each([
    { width: 1_280, height: 720 },
    { width: 1_920, height: 1_080 },
    { width: 1_024, height: 768 },
  ])('are never cut off, and are big enough to read, at $width x $height', async ({ width, height }) => {
    await using visited = await pages.visit('slides', { viewport: { width, height } });
    const { page, requests, complaints } = visited;
    // All of them laid out at their full size at once.
    await page.evaluate("document.documentElement.dataset.mode = 'all'");
    expect(await page.evaluate(OVERFLOWS)).toEqual([]);
    expect((await page.evaluate<number>(SMALLEST_TEXT)) / Math.min(width / 1_280, height / 720)).toBeGreaterThan(20);
    expect({ requests, complaints }).toEqual({ requests: [], complaints: [] });
  });

  test('go by keys, tell where they are in the address, and begin where a link says', async () => {
    await using visited = await pages.visit('slides', {}, '#lesson-2');
    const { page } = visited;
    expect(await shownId(page)).toBe('lesson-2');
    await page.keyboard.press('ArrowRight');
    expect(await shownId(page)).toBe('lesson-2-story');
    expect(page.url()).toMatch(/#lesson-2-story$/);
    await page.keyboard.press('Home');
    expect(await shownId(page)).toBe('start');
    await page.keyboard.press('End');
    expect(await shownId(page)).toMatch(/^closing/);
    expect(await page.locator('.slide:visible').count()).toBe(1);
  });

  test('show the notes of their lesson after P only, and no other', async () => {
    await using visited = await pages.visit('slides', {}, '#lesson-3');
    const { page } = visited;
    expect(await page.locator('.notes:visible').count()).toBe(0);
    await page.keyboard.press('p');
    expect(await page.locator('.notes:visible').getAttribute('id')).toBe('notes-3');
    expect(await page.locator('.notes:visible').textContent()).toMatch(
      /Expected ranges[^]*If it does not look like this[^]*Hints/,
    );
    await page.keyboard.press('p');
    expect(await page.locator('.notes:visible').count()).toBe(0);
  });

  test('are all seen after Escape, and a chosen one opens', async () => {
    await using visited = await pages.visit('slides', {}, '#lesson-1');
    const { page } = visited;
    await page.keyboard.press('Escape');
    expect(await page.locator('.slide:visible').count()).toBeGreaterThan(20);
    // A link: the page is told of its new address some time after the click.
    await page.locator('#lesson-2 .number').click();
    await page.locator('#lesson-2[data-shown]').waitFor();
    expect(await shownId(page)).toBe('lesson-2');
    expect(await page.locator('.slide:visible').count()).toBe(1);
  });

  test('in two windows of one browser show the same slide', async () => {
    await using visited = await pages.visit('slides', {}, '#lesson-1');
    const { page } = visited;
    const second = await page.context().newPage();
    await second.goto(page.url());
    await page.keyboard.press('ArrowRight');
    await second.locator('#lesson-1-story[data-shown]').waitFor();
    expect(second.url()).toMatch(/#lesson-1-story$/);
  });

  test('are printed one on a page, without the notes', async () => {
    await using visited = await pages.visit('slides');
    const { page } = visited;
    const slideCount = await page.locator('.slide').count();
    const pdf = await page.pdf({ preferCSSPageSize: true });
    expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(slideCount);
  });

  test('can be read without scripts, all of them, and without the notes', async () => {
    await using visited = await pages.visit('slides', { javaScriptEnabled: false });
    expect(await visited.page.locator('.slide:visible').count()).toBeGreaterThan(20);
    expect(await visited.page.locator('.notes:visible').count()).toBe(0);
  });

  test.each([
    { colorScheme: 'light', width: 1_280, mode: 'show' },
    { colorScheme: 'dark', width: 1_280, mode: 'show' },
    { colorScheme: 'light', width: 1_280, mode: 'all' },
    { colorScheme: 'dark', width: 390, mode: 'show' },
    { colorScheme: 'light', width: 390, mode: 'show' },
  ] as const)('axe finds nothing wrong, $colorScheme, $width px wide, $mode', async ({ colorScheme, width, mode }) => {
    await using visited = await pages.visit('slides', { colorScheme, viewport: { width, height: 720 } }, '#lesson-3');
    const { page } = visited;
    await page.keyboard.press('p');
    await page.evaluate(`document.documentElement.dataset.mode = '${mode}'`);
    await page.evaluate(axeSource);
    expect(await page.evaluate(RUN_AXE)).toEqual([]);
  });
});

describe.skipIf(opened === null)('the handout', () => {
  const pages = opened as TestPages;

  test.each(['A4', 'Letter'])('is one page of %s, tagged, with an outline', async (format) => {
    await using visited = await pages.visit('handout');
    const { page, requests } = visited;
    const pdf = (await page.pdf({ format, tagged: true, outline: true })).toString('latin1');
    expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
    expect(pdf).toMatch(/\/StructTreeRoot/);
    expect(pdf).toMatch(/\/MarkInfo/);
    expect(requests).toEqual([]);
  });

  test.each([
    { colorScheme: 'light', width: 1_280 },
    { colorScheme: 'dark', width: 390 },
  ] as const)('axe finds nothing wrong, $colorScheme, $width px wide', async ({ colorScheme, width }) => {
    await using visited = await pages.visit('handout', { colorScheme, viewport: { width, height: 900 } });
    await visited.page.evaluate(axeSource);
    expect(await visited.page.evaluate(RUN_AXE)).toEqual([]);
    expect(await visited.page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  });
});

test('handout.pdf as it was made is one tagged page', async () => {
  const pdf = (await readFile(new URL('handout.pdf', import.meta.url))).toString('latin1');
  expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
  expect(pdf).toMatch(/\/StructTreeRoot/);
});
