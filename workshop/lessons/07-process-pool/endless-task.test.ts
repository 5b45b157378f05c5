import { expect, test } from 'vitest';
import { nowMs } from '../../../servers/telemetry.ts';
import type { Learner } from '../../referee/learner-process.ts';
import type { TreeProcess } from '../../referee/process-tree.ts';
import { watchEndless } from './endless-task.ts';
import type { Scene } from './scene.ts';

const LIMIT_MS = 300;
const SERVER_ID = 1;
/** Of a process: its CPU so far as a share of the time so far, and when it is gone. */
type Cook = readonly [share: number, goneAtMs: number];

/** A pool of which only the processes are seen. */
function sceneOf(cooks: readonly Cook[]): Scene {
  const startedAtMs = nowMs();
  const sinceMs = (): number => nowMs() - startedAtMs;
  const crew = (): TreeProcess[] => [
    { processId: SERVER_ID, cpuMs: 0, rssBytes: 0 },
    ...cooks.flatMap(([share, goneAtMs], index) =>
      sinceMs() < goneAtMs ? [{ processId: index + 2, cpuMs: share * sinceMs(), rssBytes: 0 }] : [],
    ),
  ];
  const server = { processId: SERVER_ID, processes: async () => crew() } as unknown as Learner;
  return {
    server,
    signal: new AbortController().signal,
    limitMs: LIMIT_MS,
    rest: crew(),
    good: [],
    askedCount: () => 0,
    sinceMs,
    ask: async () => ({ status: 504, tookMs: LIMIT_MS, headers: {}, body: null }),
    askGood: async () => {},
    untilWhole: async () => 5,
  };
}

const TASK = { nonce: '', iterations: 1, digest: '' };

test.each<{ what: string; cooks: readonly Cook[]; gone: boolean }>([
  {
    what: 'that is ended at its limit',
    cooks: [
      [0.9, LIMIT_MS],
      [0, Infinity],
    ],
    gone: true,
  },
  {
    what: 'that is never ended',
    cooks: [
      [0.9, Infinity],
      [0.5, 200],
    ],
    gone: false,
  },
  {
    what: 'that is never ended, and gets less CPU than one that ends late',
    cooks: [
      [0.4, Infinity],
      [0.6, LIMIT_MS],
    ],
    gone: false,
  },
  {
    what: 'that is ended, and gets less CPU than one that ends late',
    cooks: [
      [0.4, LIMIT_MS + 50],
      [0.6, LIMIT_MS],
    ],
    gone: true,
  },
])('the process of an endless task $what', async ({ cooks, gone }) => {
  const seen = await watchEndless(sceneOf(cooks), TASK);
  expect(seen.isWorkedOn).toBe(true);
  expect(seen.goneMs !== null).toBe(gone);
});
