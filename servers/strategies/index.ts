import { HarnessError } from '../errors.ts';
import type { Strategy } from '../strategy.ts';

/** Loaded lazily, so that the blocking server does not carry a pool's memory. */
const loaders = {
  blocking: () => import('./blocking.ts'),
  'async-cpu': () => import('./async-cpu.ts'),
  'microtask-yielding': () => import('./microtask-yielding.ts'),
  yielding: () => import('./yielding.ts'),
  'load-shedding': () => import('./load-shedding.ts'),
  native: () => import('./native.ts'),
  'single-thread': () => import('./single-thread.ts'),
  'thread-per-request': () => import('./thread-per-request.ts'),
  'thread-pool': () => import('./thread-pool.ts'),
  'thread-pool-clone': () => import('./thread-pool-clone.ts'),
  'thread-pool-transfer': () => import('./thread-pool-transfer.ts'),
  'thread-pool-shared': () => import('./thread-pool-shared.ts'),
  'process-per-request': () => import('./process-per-request.ts'),
  'process-pool': () => import('./process-pool.ts'),
  'http-offload': () => import('./http-offload.ts'),
  background: () => import('./background.ts'),
  'background-pool': () => import('./background-pool.ts'),
  'job-queue': () => import('./job-queue.ts'),
  cluster: () => import('./cluster.ts'),
  'cluster-pool': () => import('./cluster-pool.ts'),
} as const satisfies Record<string, () => Promise<{ readonly strategy: Strategy }>>;

export const strategyNames: readonly string[] = Object.keys(loaders);

/** @throws {HarnessError} ERR_STRATEGY_UNKNOWN */
export async function loadStrategy(name: string): Promise<Strategy> {
  if (!Object.hasOwn(loaders, name)) {
    throw new HarnessError(
      'ERR_STRATEGY_UNKNOWN',
      `No strategy is called "${name}". There are: ${strategyNames.join(', ')}`,
    );
  }
  const { strategy } = await loaders[name as keyof typeof loaders]();
  return strategy;
}
