import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { loadStrategy, strategyNames } from '../../servers/strategies/index.ts';
import { type RedisProcess, startRedis } from '../../servers/queue/redis-process.ts';
import type { Strategy } from '../../servers/strategy.ts';
import { embeddedEngine, redisEngine } from './queue-engine.ts';
import type { StagedRow } from './stage.ts';
import { type WorkKit, workKit } from './work.ts';

/** Rows of the table, and an engine that was started for one of them. */
export interface Rows extends AsyncDisposable {
  readonly rows: readonly StagedRow[];
  /** Rows that cannot run here, and what would make them run. */
  readonly leftOut: readonly string[];
}

const rowOf = (strategy: Strategy, kit: WorkKit): StagedRow => ({
  name: strategy.name,
  strategyName: strategy.name,
  delivery: strategy.delivery,
  engine: strategy.family === 'queued' ? 'embedded' : null,
  promises: strategy.promises,
  strategy,
  kit,
  queueEngine: strategy.family === 'queued' ? embeddedEngine : null,
  queueUrl: null,
});

const onRedis = (row: StagedRow, queueUrl: string, redis: RedisProcess | null): StagedRow => ({
  ...row,
  name: `${row.name} on Redis`,
  engine: 'redis',
  queueEngine: redis === null ? null : redisEngine(redis),
  queueUrl,
});

async function isInstalled(program: string): Promise<boolean> {
  const child = spawn(program, ['--version'], { stdio: 'ignore' });
  return once(child, 'exit').then(
    () => true,
    () => false,
  );
}

/**
 * One row for each strategy, and one more for a queue in Redis: ours, where redis-server is installed, or the one at a URL.
 *
 * @param names undefined for all strategies
 * @throws {HarnessError} ERR_STRATEGY_UNKNOWN
 */
export async function openRows(names: readonly string[] | undefined, queueUrl: string | undefined): Promise<Rows> {
  await using resources = new AsyncDisposableStack();
  const strategies = await Promise.all([...new Set(names ?? strategyNames)].map(loadStrategy));
  const rows: StagedRow[] = [];
  const leftOut: string[] = [];
  for (const strategy of strategies) {
    const kit = workKit(strategy);
    if (kit === undefined) {
      leftOut.push(
        `${strategy.name} is left out: it does neither poison nor password-hash, and nothing else lasts as told`,
      );
      continue;
    }
    const row = rowOf(strategy, kit);
    rows.push(row);
    if (row.engine === null) continue;
    if (queueUrl !== undefined) rows.push(onRedis(row, queueUrl, null));
    else if (await isInstalled('redis-server')) {
      const redis = resources.use(await startRedis());
      rows.push(onRedis(row, redis.url, redis));
    } else {
      leftOut.push(
        `${row.name} on Redis is left out: install redis-server, or name a Redis with --queue redis://HOST:PORT`,
      );
    }
  }
  const owned = resources.move();
  return { rows, leftOut, [Symbol.asyncDispose]: async () => owned.disposeAsync() };
}
