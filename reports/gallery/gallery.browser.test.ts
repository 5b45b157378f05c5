import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { afterAll, describe, expect, test } from 'vitest';
import { exampleRecord } from '../../stats/examples/example-record.ts';
import { exampleFaultTable } from '../../stats/examples/example-fault-table.ts';
import { summarize } from '../../stats/summary.ts';
import { HOSTILE_OPTIONS } from '../example-report.ts';
import { pageModule } from '../page-script.ts';
import { type TestPages, openTestPages } from '../test-pages.ts';
import { digestOfFaults, digestOfRun } from './digest.ts';
import type { GalleryEntry } from './entry.ts';
import { galleryPage } from './page.ts';

const record = exampleRecord({ ...HOSTILE_OPTIONS, selfTest: 'failed', roundCount: 1 });
const run = {
  state: 'read',
  digest: { ...digestOfRun(record, summarize(record)), isQuick: true },
  bytes: 1_500_000,
} as const;
const faults = { state: 'read', digest: digestOfFaults(exampleFaultTable), bytes: 1_500 } as const;
const unreadable = { state: 'unreadable', code: 'ERR_RECORD_JSON', message: 'Cannot read it', bytes: 17 } as const;

const entryOf = (folderName: string, parts: Partial<GalleryEntry>): GalleryEntry => ({
  folderName,
  shownPath: `reports/runs/${folderName}`,
  modifiedAt: '2026-11-21T10:20:30.000Z',
  run: null,
  faults: null,
  hasReport: false,
  hasFaultPage: false,
  ...parts,
});

const entries = [
  entryOf('drawn', { run, faults, hasReport: true }),
  entryOf('not-drawn', { run: { ...run, digest: { ...run.digest, scenarioName: 'open-loop' } } }),
  entryOf('cut', { run: unreadable }),
  entryOf('faults', { faults, hasFaultPage: true }),
];
const script = pageModule([await readFile(new URL('filter.ts', import.meta.url), 'utf8')]);
const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const opened = await openTestPages({ gallery: galleryPage(entries, 'reports/runs', script) });

afterAll(async () => {
  await opened?.[Symbol.asyncDispose]();
});

const SHOWN = `[...document.querySelectorAll('article')].filter((one) => !one.hidden).map((one) => one.getAttribute('aria-label'))`;
const FAULTS_FOUND = `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html)))`;

describe.skipIf(opened === null)('the gallery', () => {
  const pages = opened as TestPages;

  test.each([
    { colorScheme: 'light', width: 1_280 },
    { colorScheme: 'light', width: 390 },
    { colorScheme: 'dark', width: 1_280 },
    { colorScheme: 'dark', width: 390 },
  ] as const)('has nothing that axe finds, asks nobody, and fits, $colorScheme, $width px wide', async (look) => {
    const viewport = { width: look.width, height: 900 };
    await using visited = await pages.visit('gallery', { colorScheme: look.colorScheme, viewport });
    expect(await visited.page.evaluate('document.documentElement.scrollWidth')).toBe(look.width);
    await visited.page.evaluate(axeSource);
    expect(await visited.page.evaluate(FAULTS_FOUND)).toEqual([]);
    expect(visited.requests).toEqual([]);
    expect(visited.complaints).toEqual([]);
  });

  test('shows the runs that have every word of the box in them, and links to what it shows', async () => {
    await using visited = await pages.visit('gallery');
    await visited.page.fill('#filter', 'Open-Loop quick');
    expect(await visited.page.evaluate(SHOWN)).toEqual(['not-drawn']);
    expect(await visited.page.locator('output').innerText()).toBe('1 of 4 runs');
    expect(await visited.page.evaluate('location.hash')).toBe('#filter=Open-Loop+quick');
    await visited.page.fill('#filter', '');
    expect(await visited.page.evaluate(SHOWN)).toHaveLength(4);
    expect(await visited.page.evaluate('location.hash')).toBe('');
  });

  test('opens filtered from a link', async () => {
    await using visited = await pages.visit('gallery', {}, '#filter=fault+promise');
    expect(await visited.page.evaluate(SHOWN)).toEqual(['faults', 'drawn']);
    expect(await visited.page.inputValue('#filter')).toBe('fault promise');
  });

  test('reads without scripts, without a box that does nothing', async () => {
    await using visited = await pages.visit('gallery', { javaScriptEnabled: false });
    expect(await visited.page.locator('article:visible').count()).toBe(4);
    expect(await visited.page.locator('input:visible').count()).toBe(0);
  });
});
