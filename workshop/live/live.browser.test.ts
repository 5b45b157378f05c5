import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, describe, expect, test } from 'vitest';
import { descendants, remaining } from '../../bench/faults/process-tree.ts';
import { openBrowser } from '../../reports/test-browser.ts';

const TASK_MS = 500;
const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));
const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Live {
  readonly child: ChildProcess;
  readonly address: string;
}

async function startLive(...flags: readonly string[]): Promise<Live> {
  const child = spawn(process.execPath, [MAIN, '--port', '0', '--task-ms', String(TASK_MS), ...flags], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  for await (const chunk of child.stdout) {
    text += String(chunk);
    if (text.includes('\n')) break;
  }
  const [address = ''] = text.split(' ');
  return { child, address };
}

async function endLive({ child }: Live): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}

const browser = await openBrowser();
const isSkipped = browser === undefined && process.env['CI'] === undefined;
const live = isSkipped ? null : await startLive('--strategy', 'blocking,thread-pool');

afterAll(async () => {
  await browser?.close();
  if (live !== null) await endLive(live);
});

const lane = (page: Page, name: string) => page.locator('.lane').filter({ hasText: name });
const runButton = (page: Page, name: string, jobCount: number) =>
  page.getByRole('button', { name: `Run ${jobCount} on ${name}`, exact: true });

/** A browser of its own that has the page before it, with both servers up. */
async function visit(
  { address }: Live,
  options: { colorScheme?: 'light' | 'dark'; width?: number } = {},
): Promise<Page> {
  const { colorScheme = 'light', width = 1_280 } = options;
  const context = await (browser as Browser).newContext({ colorScheme, viewport: { width, height: 900 } });
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  await page.goto(address);
  await page.locator('#task', { hasText: '=' }).waitFor();
  for (const name of ['blocking', 'thread-pool'])
    await lane(page, name).locator('.state', { hasText: 'process' }).waitFor();
  return page;
}

/** "1.61 s" and "402 ms" as a number of ms. */
function msOf(text: string | null): number {
  const [, amount, unit] = /([\d.]+) (ms|s)\b/.exec(text ?? '') ?? [];
  return Number(amount) * (unit === 's' ? 1_000 : 1);
}

const saysRun = async (page: Page, name: string): Promise<void> =>
  lane(page, name).locator('.job-text', { hasText: 'last run: ' }).waitFor();

interface Moment {
  readonly taskMs: number;
  readonly lanes: readonly { readonly name: string; readonly stalls: readonly { readonly lengthMs: number }[] }[];
}

/** What "Save JSON" gives. */
async function savedMoment(page: Page): Promise<Moment> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.click('#save-json')]);
  return JSON.parse(await readFile(await download.path(), 'utf8')) as Moment;
}

describe.skipIf(isSkipped)('the live page', () => {
  const running = live as Live;

  test('wants a prediction before it runs, and then blocking is silent for as long as the task takes', async () => {
    const page = await visit(running);
    // It is not disabled for good: pressing it leads to the question.
    await runButton(page, 'blocking', 1).click({ force: true });
    expect(
      await page
        .locator('.choice')
        .first()
        .evaluate((one) => one.matches(':focus')),
    ).toBe(true);
    expect(await lane(page, 'blocking').locator('.job-text').textContent()).toBe('no job yet');
    await page.locator('.choice').nth(2).click();
    await runButton(page, 'blocking', 1).click();
    await saysRun(page, 'blocking');
    const { taskMs, lanes } = await savedMoment(page);
    const stalls = lanes.find(({ name }) => name === 'blocking')?.stalls.map(({ lengthMs }) => lengthMs) ?? [];
    const longestMs = Math.max(...stalls);
    // The job's own time where others use the cores too: what the gap must match is what the client waited.
    const lastReplyMs = msOf(await lane(page, 'blocking').locator('.last').textContent());
    expect(longestMs / lastReplyMs).toBeGreaterThan(0.8);
    expect(longestMs / lastReplyMs).toBeLessThan(1.2);
    expect(longestMs).toBeGreaterThan(taskMs * 0.8);
    expect(await page.locator('#said-you').textContent()).toContain('You said W');
    expect(await page.locator('#explain-code .culprit').textContent()).toContain('runTask(job)');
    expect(await page.locator('#said').textContent()).toContain('blocking: silent');
    await page.context().close();
  });

  test('thread-pool leaves no gap that is as long as its task', async () => {
    const page = await visit(running);
    await page.check('#skip');
    const worstMs: number[] = [];
    // A busy machine may hold anybody up once; a server that blocks does it each time.
    for (let runCount = 0; runCount < 3; runCount += 1) {
      await runButton(page, 'thread-pool', 1).click();
      await lane(page, 'thread-pool').locator('.job-text', { hasText: 'under way' }).waitFor();
      await saysRun(page, 'thread-pool');
      worstMs.push(msOf(await lane(page, 'thread-pool').locator('.worst').textContent()));
    }
    const { taskMs } = await savedMoment(page);
    expect(Math.min(...worstMs)).toBeLessThan(taskMs / 2);
    expect(await lane(page, 'thread-pool').locator('.job-text').textContent()).toBe('last run: 1 done');
    await page.context().close();
  });

  test('a second tab and a reload know what was before them', async () => {
    const page = await visit(running);
    await page.check('#skip');
    await runButton(page, 'blocking', 1).click();
    await lane(page, 'blocking').locator('.job-text', { hasText: 'under way' }).waitFor();
    await page.reload();
    await saysRun(page, 'blocking');
    const worst = await lane(page, 'blocking').locator('.worst').textContent();
    const second = await visit(running);
    await saysRun(second, 'blocking');
    expect(await lane(second, 'blocking').locator('.worst').textContent()).toBe(worst);
    const stalls = (await savedMoment(second)).lanes.find(({ name }) => name === 'blocking')?.stalls ?? [];
    expect(stalls.length).toBeGreaterThan(0);
    await page.context().close();
    await second.context().close();
  });

  test('a killed server is shown as such and comes back, and the other lane lives on', async () => {
    const page = await visit(running);
    const state = lane(page, 'thread-pool').locator('.state');
    const before = await state.textContent();
    process.kill(Number(/\d+/.exec(before ?? '')?.[0]), 'SIGKILL');
    await lane(page, 'thread-pool').locator('.state', { hasText: 'SIGKILL' }).waitFor();
    await lane(page, 'thread-pool')
      .locator('.state', { hasText: /^process \d+$/ })
      .waitFor();
    expect(await state.textContent()).not.toBe(before);
    expect(await lane(page, 'blocking').locator('.state').textContent()).toMatch(/^process \d+$/);
    await page.context().close();
  });

  test('who clicks without end is refused, and another browser still runs', async () => {
    const flooding = await visit(running);
    const statuses = await flooding.evaluate(async () => {
      const press = async () =>
        (
          await fetch('/votes', {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ clickId: crypto.randomUUID(), laneName: 'blocking', choice: 0 }),
          })
        ).status;
      return Promise.all(Array.from({ length: 200 }, press));
    });
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThan(150);
    const other = await visit(running);
    await other.check('#skip');
    await runButton(other, 'thread-pool', 1).click();
    await lane(other, 'thread-pool').locator('.job-text', { hasText: 'under way' }).waitFor();
    await saysRun(other, 'thread-pool');
    await flooding.context().close();
    await other.context().close();
  });

  test('the same click twice is one run, and a page of another site may not click', async () => {
    const page = await visit(running);
    const clickId = 'the-same-click';
    const press = async () =>
      page.request.post(`${running.address}runs`, { data: { clickId, laneName: 'thread-pool', jobCount: 1 } });
    expect([(await press()).status(), (await press()).status()]).toEqual([202, 202]);
    const foreign = await page.request.post(`${running.address}stop`, {
      data: { clickId },
      headers: { origin: 'http://example.com' },
    });
    expect(foreign.status()).toBe(403);
    await lane(page, 'thread-pool').locator('.job-text', { hasText: 'under way' }).waitFor();
    await saysRun(page, 'thread-pool');
    await delay(1_000);
    expect(await lane(page, 'thread-pool').locator('.job-text').textContent()).toBe('last run: 1 done');
    await page.context().close();
  });

  test.each([
    { colorScheme: 'light', width: 1_280 },
    { colorScheme: 'light', width: 390 },
    { colorScheme: 'dark', width: 1_280 },
    { colorScheme: 'dark', width: 390 },
  ] as const)('axe finds nothing wrong, $colorScheme, $width px wide', async ({ colorScheme, width }) => {
    const page = await visit(running, { colorScheme, width });
    await page.check('#skip');
    await page.click('#inside');
    await page.click('#race');
    await page.locator('#raced tbody tr', { hasText: '4 of 4' }).nth(1).waitFor();
    await page.click('#table summary');
    await page.click('#projector');
    await page.click('#freeze');
    // The page lets no text be run as code, so that axe comes by the debugger's door.
    await page.evaluate(axeSource);
    const violations = await page.evaluate(async () => {
      const { axe } = globalThis as unknown as {
        readonly axe: {
          run(): Promise<{
            readonly violations: readonly {
              readonly id: string;
              readonly nodes: readonly { readonly html: string }[];
            }[];
          }>;
        };
      };
      return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    });
    expect(violations).toEqual([]);
    await page.context().close();
  });
});

test.each(['SIGTERM', 'SIGKILL'] as const)('%s leaves no process behind', async (signal) => {
  const one = await startLive('--strategy', 'blocking,thread-pool,cluster');
  const token = (await fetch(one.address)).headers.get('set-cookie')?.split(';')[0] ?? '';
  const events = await fetch(`${one.address}events`, { headers: { cookie: token } });
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of events.body ?? []) {
    text += decoder.decode(chunk as Uint8Array);
    if ((text.match(/"state":"up"/g) ?? []).length >= 3) break;
  }
  const children = await descendants(one.child.pid ?? 0);
  expect(children.length).toBeGreaterThanOrEqual(6);
  const ended = once(one.child, 'exit');
  one.child.kill(signal);
  await ended;
  expect(await remaining(children, 10_000)).toEqual([]);
});
