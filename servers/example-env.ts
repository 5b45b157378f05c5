import { mkdtempDisposableSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ServerEnv } from './strategy.ts';

/** For tests: what a server gives its strategy. The data folder is removed with it. */
export function exampleEnv(changes: Partial<ServerEnv> = {}): ServerEnv & Disposable {
  const folder = mkdtempDisposableSync(path.join(tmpdir(), 'holdup-test-'));
  return {
    workerCount: 1,
    queueLimitCount: 1,
    taskTimeoutMs: 30_000,
    dataFolder: folder.path,
    queueUrl: null,
    ...changes,
    [Symbol.dispose]: () => folder.remove(),
  };
}
