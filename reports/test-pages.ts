import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import type { Report } from './format.ts';
import { html } from './formats/html.ts';
import { openBrowser } from './test-browser.ts';

export const NO_BROWSER = 'no browser starts: install Chromium to test the page (Debian: apt-get install chromium)';

/** A page as somebody sees it who opens it from a file. */
export interface Visit extends AsyncDisposable {
  readonly page: Page;
  /** Everything that the page asked for beside itself. */
  readonly requests: readonly string[];
  /** What it wrote to the console, the errors it threw, and the dialogs it opened. */
  readonly complaints: readonly string[];
}

export interface VisitOptions extends BrowserContextOptions {
  /** JavaScript that runs before the page's own; then nobody waits for the pictures. */
  readonly initScript?: string;
}

export interface TestPages extends AsyncDisposable {
  /**
   * @param name of the page, without ".html"
   * @param fragment with its '#'
   */
  visit(name: string, options?: VisitOptions, fragment?: string): Promise<Visit>;
}

export const renderPage = (report: Report): string =>
  html
    .render(report)
    .map(({ content }) => content as string)
    .join('');

/** Whether the page says that it has drawn its pictures; one without scripts never does. Run in the page. */
export const IS_DRAWN = "performance.getEntriesByName('holdup-drawn').length > 0";

/**
 * The page's policy lets no text be run as code but at the debugger's own call: Playwright's waitForFunction() does that for
 * the first look alone, and throws where the page was not ready by then.
 */
export async function untilDrawn(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(IS_DRAWN), { timeout: 20_000 }).toBe(true);
}

/** Every request of a context is held back, but those for the page itself. */
async function openVisit(browser: Browser, address: string, options: VisitOptions): Promise<Visit> {
  const { initScript, ...contextOptions } = options;
  const context = await browser.newContext(contextOptions);
  if (initScript !== undefined) await context.addInitScript(initScript);
  const requests: string[] = [];
  const complaints: string[] = [];
  await context.route('**/*', async (route) => {
    const url = route.request().url();
    if (url.replace(/#.*$/su, '') === address.replace(/#.*$/su, '')) return await route.continue();
    requests.push(url);
    await route.abort();
  });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  // What no route sees (a worker, a prefetch) is still counted here.
  context.on('request', (request) => {
    if (!request.url().startsWith('file:')) requests.push(request.url());
  });
  page.on('websocket', (socket) => requests.push(socket.url()));
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(address);
  const isWaitedFor = initScript === undefined && options.javaScriptEnabled !== false;
  const hasPictures = isWaitedFor && (await page.locator('#holdup-data').count()) > 0;
  if (hasPictures) await untilDrawn(page);
  return { page, requests, complaints, [Symbol.asyncDispose]: () => context.close() };
}

/**
 * Writes the pages to a folder of their own and opens a browser.
 *
 * @param contents HTML by name
 * @returns null where no browser starts
 */
export async function openTestPages(contents: Readonly<Record<string, string>>): Promise<TestPages | null> {
  const browser = await openBrowser();
  if (browser === undefined) return null;
  const folder = await mkdtemp(path.join(tmpdir(), 'holdup-page-'));
  for (const [name, content] of Object.entries(contents)) await writeFile(path.join(folder, `${name}.html`), content);
  return {
    visit: (name, options = {}, fragment = '') =>
      openVisit(browser, `${pathToFileURL(path.join(folder, `${name}.html`)).href}${fragment}`, options),
    async [Symbol.asyncDispose]() {
      await browser.close();
      await rm(folder, { recursive: true });
    },
  };
}
