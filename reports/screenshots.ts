import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Command } from 'commander';
import type { Page } from 'playwright-core';
import { openBrowser } from './test-browser.ts';

/** A part of the page that `reading.md` shows. */
interface Picture {
  readonly name: string;
  /** From the top of this element... */
  readonly from: string;
  /** ...to the bottom of this one, or for as many px. */
  readonly to: string | number;
}

const chart = (name: string, id: string): Picture => ({ name, from: `#${id}`, to: `#${id} .picture` });

/** Both make pictures 896 px wide, about what GitHub has for a page: they are shown as they are. */
const LAYOUTS = [
  {
    // The table has room for all its columns.
    widthPx: 1_120,
    pixelRatio: 0.8,
    pictures: [
      { name: 'first-lines', from: '.headline', to: '.warnings' },
      { name: 'at-a-glance', from: '#glance', to: '#glance' },
    ],
  },
  {
    // Canvases are sharp at whole pixels only.
    widthPx: 896,
    pixelRatio: 1,
    pictures: [
      // Two strategies where the others say nothing new.
      { name: 'heartbeats', from: '#neighbour-timeline', to: 432 },
      chart('percentiles', 'percentile-curve'),
      { name: 'where-the-time-went', from: '#where-time-went', to: 472 },
      chart('inside-and-outside', 'inside-outside'),
      { name: 'cpu', from: '#cpu-over-time', to: 390 },
      chart('accounts', 'balance'),
    ],
  },
] as const satisfies readonly {
  readonly widthPx: number;
  readonly pixelRatio: number;
  readonly pictures: readonly Picture[];
}[];

const FOLDER = fileURLToPath(new URL('reading/', import.meta.url));
const PUBLISHED = fileURLToPath(new URL('published/index.html', import.meta.url));
const MARGIN_PX = 16;
/** A page of documents is not to become heavy by them. */
const MAX_BYTES = 120_000;

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

async function boxOf(page: Page, selector: string): Promise<Box> {
  const box = await page.locator(selector).first().boundingBox();
  if (box === null) throw new Error(`Cannot take a picture of ${selector} as the page shows none`);
  return box;
}

async function take(page: Page, { name, from, to }: Picture): Promise<void> {
  const { x, y, width } = await boxOf(page, from);
  const last = typeof to === 'string' ? await boxOf(page, to) : { y, height: to };
  const clip = {
    x: x - MARGIN_PX,
    y: y - MARGIN_PX,
    width: width + 2 * MARGIN_PX,
    height: MARGIN_PX + last.y + last.height - y,
  };
  const png = await page.screenshot({ clip, fullPage: true });
  if (png.byteLength > MAX_BYTES)
    throw new Error(`Cannot keep ${name}.png as it must have at most ${MAX_BYTES} bytes: got ${png.byteLength}`);
  await writeFile(path.join(FOLDER, `${name}.png`), png);
  process.stdout.write(`${name}.png ${Math.ceil(png.byteLength / 1_000)} kB\n`);
}

const program = new Command('npm run docs:screenshots --')
  .description('Takes the pictures of reports/reading.md from a page.')
  .argument('[page]', 'the index.html of a run', PUBLISHED)
  .parse();

const browser = await openBrowser();
if (browser === undefined) throw new Error('Cannot take pictures as no browser starts: install Chromium');
try {
  await mkdir(FOLDER, { recursive: true });
  for (const { widthPx, pixelRatio, pictures } of LAYOUTS) {
    const viewport = { width: widthPx, height: 900 };
    const page = await browser.newPage({ viewport, deviceScaleFactor: pixelRatio, colorScheme: 'light' });
    await page.goto(pathToFileURL(path.resolve(program.args[0] ?? PUBLISHED)).href);
    for (const picture of pictures) await take(page, picture);
  }
} finally {
  await browser.close();
}
