import { cp } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import process from 'node:process';
import type { Browser } from 'playwright-core';
import { openBrowser } from '../reports/test-browser.ts';
import { openExamplePlayground, typeIn } from '../workshop/example-playground.ts';
import { startLive } from '../workshop/live/example-live.ts';

/**
 * What a class does, from the first screen to the live page, for `offline.test.ts`, which starts it where there is no network.
 * It asserts nothing: it writes what it saw to its output, as JSON.
 */
export interface OfflineSession {
  /** Names of this machine's network interfaces. */
  readonly interfaces: readonly string[];
  readonly typed: readonly { readonly words: string; readonly exitCode: number; readonly said: string }[];
  readonly live: {
    /** null where no browser starts; then the page was fetched and not looked at. */
    readonly said: string | null;
    readonly pageStatus: number;
    /** Everything that the page asked anybody else than its own server. */
    readonly foreignRequests: readonly string[];
  };
}

const SOLUTION = new URL('../workshop/lessons/01-one-handler/solution/', import.meta.url);
const PAGE_MS = 40_000;

async function type(playground: URL, words: string): Promise<OfflineSession['typed'][number]> {
  const { exitCode, stdout, stderr } = await typeIn(playground, ['--classroom', ...words.split(' ').filter(Boolean)]);
  return { words, exitCode, said: stdout + stderr };
}

async function typeAll(): Promise<OfflineSession['typed']> {
  await using playground = await openExamplePlayground();
  const typed = [
    await type(playground, 'doctor'),
    await type(playground, ''),
    await type(playground, 'run --predict 200,1000'),
  ];
  await cp(SOLUTION, new URL('01-one-handler/start/', playground), { recursive: true });
  return [...typed, await type(playground, 'check')];
}

/** Presses a button, and reads what the page says of it. */
async function look(browser: Browser, address: string): Promise<{ said: string; foreignRequests: readonly string[] }> {
  const foreignRequests: string[] = [];
  const context = await browser.newContext();
  context.setDefaultTimeout(PAGE_MS);
  const { origin } = new URL(address);
  const isOwn = (url: string): boolean => /^(?:data|blob):/.test(url) || new URL(url).origin === origin;
  context.on('request', (request) => {
    if (!isOwn(request.url())) foreignRequests.push(request.url());
  });
  await context.route('**/*', async (route) => (isOwn(route.request().url()) ? route.continue() : route.abort()));
  const page = await context.newPage();
  page.on('websocket', (socket) => foreignRequests.push(socket.url()));
  await page.goto(address);
  await page.check('#skip');
  const lane = page.locator('.lane').filter({ hasText: 'blocking' });
  await lane.locator('.state', { hasText: 'process' }).waitFor();
  await page.locator('#task', { hasText: '=' }).waitFor();
  await page.getByRole('button', { name: 'Run 1 on blocking', exact: true }).click();
  const told = lane.locator('.job-text', { hasText: 'last run: ' });
  await told.waitFor();
  return { said: (await told.textContent()) ?? '', foreignRequests };
}

async function visitLive(): Promise<OfflineSession['live']> {
  await using live = await startLive(['--strategy', 'blocking,thread-pool']);
  const response = await fetch(live.address);
  await response.arrayBuffer();
  const browser = await openBrowser();
  if (browser === undefined) return { said: null, pageStatus: response.status, foreignRequests: [] };
  await using _closing = { [Symbol.asyncDispose]: async () => browser.close() };
  return { pageStatus: response.status, ...(await look(browser, live.address)) };
}

const session: OfflineSession = {
  interfaces: Object.keys(networkInterfaces()),
  typed: await typeAll(),
  live: await visitLive(),
};
process.stdout.write(`${JSON.stringify(session)}\n`);
