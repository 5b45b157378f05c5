import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { exampleReport } from '../example-report.ts';
import { html } from '../formats/html.ts';
import { loadPageScripts } from '../page-script.ts';
import { openBrowser } from '../test-browser.ts';

const browser: Browser | undefined = await openBrowser();
const scripts = await loadPageScripts();
/** Of blocking, async-cpu and cluster the cold neighbours' backlog grows: they have no number there. */
const report = exampleReport({ roundCount: 3 }, { scripts });

let folder: string;
let page: Page;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'holdup-sort-'));
  await writeFile(path.join(folder, 'index.html'), String(html.render(report)[0]?.content));
});

afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true });
});

const targets = (): Promise<string[]> =>
  page.evaluate(
    `[...document.querySelectorAll('table.glance tbody tr')].map((row) => row.querySelector('th').innerText.split('\\n')[0])`,
  );
const head = (label: string): string => `th[data-label="${label}"]`;
const sortOf = (label: string): Promise<string | null> => page.getAttribute(head(label), 'aria-sort');

const WARM = 'warm neighbour waits, p50';
const COLD = 'cold neighbour waits, p90';
const RATE = 'heavy work, tasks/s';
const AS_RUN = report.record.targets.map(({ name }) => name);

describe.skipIf(browser === undefined)('the table at a glance', () => {
  beforeEach(async () => {
    if (browser === undefined) return;
    page = await browser.newPage();
    await page.goto(pathToFileURL(path.join(folder, 'index.html')).href);
  });

  afterEach(async () => {
    await page.close();
  });

  test('shows the best first, then the worst, then the order of the run', async () => {
    const button = page.locator(`${head(WARM)} button`);
    expect(await targets()).toEqual(AS_RUN);
    expect(await button.getAttribute('title')).toBe('Sort, best first');
    await button.click();
    const best = await targets();
    expect(best[0]).toBe('thread-pool');
    expect(await sortOf(WARM)).toBe('ascending');
    expect(await page.innerText('[data-sort-status]')).toBe(`Sorted by ${WARM}, best first.`);
    await button.click();
    expect(await targets()).toEqual(best.toReversed());
    expect(await sortOf(WARM)).toBe('descending');
    await button.click();
    expect(await targets()).toEqual(AS_RUN);
    expect(await sortOf(WARM)).toBeNull();
  });

  test('takes a high rate for the best, and only one column is sorted', async () => {
    await page.click(`${head(WARM)} button`);
    await page.click(`${head(RATE)} button`);
    expect(await sortOf(RATE)).toBe('descending');
    expect(await sortOf(WARM)).toBeNull();
    expect((await targets()).slice(-2).toSorted()).toEqual(['async-cpu', 'blocking']);
  });

  test('has those without a number last whichever way, in the order of the run', async () => {
    const unstable = AS_RUN.filter((name) => name !== 'thread-pool');
    for (const direction of ['ascending', 'descending']) {
      await page.click(`${head(COLD)} button`);
      expect(await sortOf(COLD)).toBe(direction);
      expect(await targets()).toEqual(['thread-pool', ...unstable]);
    }
  });

  test('is sorted by the keyboard alone', async () => {
    await page.focus(`${head(WARM)} button`);
    await page.keyboard.press('Enter');
    expect((await targets())[0]).toBe('thread-pool');
    await page.keyboard.press('Space');
    expect((await targets()).at(-1)).toBe('thread-pool');
  });

  test('is sorted as its link says, and opens as it was when the link is of another report', async () => {
    const address = page.url();
    for (const [fragment, first] of [
      ['#sort=warm-p50.asc', 'thread-pool'],
      ['#sort=no-such-column.asc', AS_RUN[0]],
    ]) {
      await page.goto('about:blank');
      await page.goto(`${address}${fragment}`);
      expect((await targets())[0]).toBe(first);
    }
  });
});
