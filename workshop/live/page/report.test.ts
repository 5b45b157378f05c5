import { expect, test } from 'vitest';
import type { LivePageData, RunSight } from '../wire.ts';
import { newModel, see } from './model.ts';
import { reportHtml } from './report.ts';

const HOSTILE = '<img src=x onerror=alert(1)>\u202e';
const data: LivePageData = {
  coreCount: 2,
  nodeVersion: '26.10.0',
  command: `npm run live -- --strategy '${HOSTILE}'`,
  lanes: [],
};
const parts = { fromMs: 0, toMs: 10_000, lanes: [], race: [], raceText: '' };

function report(): string {
  const model = newModel([HOSTILE, 'calm']);
  see(model, {
    kind: 'beats',
    laneName: HOSTILE,
    beats: [
      { dueAtMs: 100, waitMs: 402 },
      { dueAtMs: 5_000, waitMs: 100 },
    ],
    waitingSinceMs: null,
    processWaits: [],
  });
  const run = { runId: 'a', laneName: HOSTILE, jobCount: 4, state: 'ended', silentMs: 402, stallShare: 0.97 };
  const rest = { lastReplyMs: 1_610, doneCount: 3, jobsWithoutOutput: 1, racedAtMs: null };
  see(model, { kind: 'run', run: { ...run, ...rest } as RunSight });
  return reportHtml(data, model, parts, '2026-01-02 03:04 UTC');
}

test('a saved report tells of each lane in a sentence', () => {
  expect(report()).toContain('calm</b>: no gap in this window; no run is over.');
  expect(report()).toMatch(
    /2 gaps, the longest 402 ms in this window; in the last run, of 4 jobs, a neighbour waited up/,
  );
});

test('a lane’s name is text in a saved report, and nothing of it runs or loads', () => {
  const html = report();
  expect(html).not.toContain('<img src=x');
  expect(html).not.toContain('\u202e');
  expect(html).toContain('&lt;img src=x');
  expect(html).toContain(`content="default-src 'none'; img-src data:; style-src 'unsafe-inline'"`);
  expect(html).not.toMatch(/<script|https?:/);
});
