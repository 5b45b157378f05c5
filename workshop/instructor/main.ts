import { writeFile } from 'node:fs/promises';
import process from 'node:process';
import { openBrowser } from '../../reports/test-browser.ts';
import { deckPage } from './deck-page.ts';
import { handoutPage } from './handout-page.ts';
import { loadMaterial } from './material.ts';

/** Makes slides.html, handout.html and handout.pdf from the Markdown that learners and teachers read. */
const place = (name: string): URL => new URL(name, import.meta.url);

async function write(name: string, content: string | Uint8Array): Promise<void> {
  await writeFile(place(name), content);
  process.stdout.write(`${name} ${Math.ceil(content.length / 1_000)} kB\n`);
}

const material = await loadMaterial();
await write('slides.html', await deckPage(material));
await write('handout.html', handoutPage(material));

const browser = await openBrowser();
if (browser === undefined) throw new Error('Cannot print handout.pdf as no browser starts: install Chromium');
try {
  const page = await browser.newPage({ colorScheme: 'light' });
  await page.goto(place('handout.html').href);
  await write('handout.pdf', await page.pdf({ format: 'A4', tagged: true, outline: true, preferCSSPageSize: false }));
} finally {
  await browser.close();
}
