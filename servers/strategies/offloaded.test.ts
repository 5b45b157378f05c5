import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { descendants } from '../../tests/process-tree.ts';
import { type ForkedServer, forkServer } from '../forked-server.ts';
import { isAlive } from '../is-alive.ts';
import { readCpuMs } from '../process-row.ts';

/** Long beside the start of a process on a busy machine, short to wait for. */
const TASK_TIMEOUT_MS = 6_000;
/** Not over before its process or its server is killed. */
const LONG_TIMEOUT_MS = 30_000;
/** More than a process needs to start. */
const BUSY_MS = 800;
const FAULTY_TASK = fileURLToPath(new URL('../example-faulty-task.ts', import.meta.url));

interface Case {
  readonly name: string;
  readonly workers: number;
}

const withThreads: readonly Case[] = ['single-thread', 'thread-per-request', 'thread-pool'].map((name) => ({
  name,
  workers: 1,
}));

interface ChildCase extends Case {
  /** In the command line of the processes that do the work. */
  readonly childText: string;
  readonly idleChildCount: number;
  /** What becomes of a job whose process was killed: a cluster's processes hold the clients' connections. */
  readonly killedOutcome: string;
}

const inPool = { workers: 1, idleChildCount: 1, killedOutcome: 'ERR_TASK_FAILED' };
const withChildren: readonly ChildCase[] = [
  { ...inPool, name: 'process-per-request', childText: 'task-process.ts', idleChildCount: 0 },
  { ...inPool, name: 'process-pool', childText: 'pool-process.ts' },
  { ...inPool, name: 'http-offload', childText: 'main.ts' },
  { name: 'cluster-pool', workers: 2, childText: 'main.ts', idleChildCount: 2, killedOutcome: 'fetch failed' },
];

async function start({ name, workers }: Case, taskTimeoutMs: number): Promise<ForkedServer> {
  // So that memory runs out soon. Children inherit it.
  vi.stubEnv('NODE_OPTIONS', '--max-old-space-size=100');
  try {
    return await forkServer([
      `--strategy=${name}`,
      `--workers=${workers}`,
      `--task-timeout=${taskTimeoutMs}`,
      `--task-file=${FAULTY_TASK}`,
    ]);
  } finally {
    vi.unstubAllEnvs();
  }
}

/** The output, or the code of what went wrong, or the error of a broken connection. */
async function outcomeOf(server: ForkedServer, kind: string, signal = AbortSignal.timeout(30_000)): Promise<unknown> {
  try {
    const response = await fetch(`${server.baseUrl}/tasks/example-faulty`, {
      method: 'POST',
      body: JSON.stringify({ kind }),
      headers: { 'content-type': 'application/json' },
      signal,
    });
    const body: unknown = await response.json();
    return response.status === 200 ? body : (body as { readonly code: string }).code;
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : thrown;
  }
}

/** One job for each worker. */
const outcomesOf = async (server: ForkedServer, { workers }: Case, kind: string, signal?: AbortSignal) =>
  Promise.all(Array.from({ length: workers }, async () => outcomeOf(server, kind, signal)));

const childrenOf = async (server: ForkedServer, text: string): Promise<number[]> =>
  descendants(server.processIds[0] ?? 0, text);

/** The id of a child that is at work, and no longer at its start. */
async function busyChild(server: ForkedServer, { childText }: ChildCase, busyMs = BUSY_MS): Promise<number> {
  const firstCpuMs = new Map<number, number>();
  let busyId = 0;
  const look = async (): Promise<number> => {
    for (const id of await childrenOf(server, childText)) {
      const cpuMs = readCpuMs(id) ?? 0;
      if (!firstCpuMs.has(id)) firstCpuMs.set(id, cpuMs);
      if (cpuMs - (firstCpuMs.get(id) ?? 0) >= busyMs) busyId = id;
    }
    return busyId;
  };
  await expect.poll(look, { timeout: LONG_TIMEOUT_MS / 2 }).toBeGreaterThan(0);
  return busyId;
}

describe.each([...withThreads, ...withChildren])('$name', (one) => {
  let server: ForkedServer;
  beforeAll(async () => {
    server = await start(one, TASK_TIMEOUT_MS);
  });
  afterAll(async () => server[Symbol.asyncDispose]());

  test.each(['throw', 'exit', 'eat-memory'])('a task that does this fails, and nothing else does: %s', async (kind) => {
    expect(await outcomeOf(server, kind)).toBe('ERR_TASK_FAILED');
    expect(await outcomesOf(server, one, 'none')).toEqual(Array.from({ length: one.workers }, () => 0));
    expect(server.messages.filter((message) => message.kind === 'worker-exited')).toEqual([]);
  });

  test('a task that never ends is stopped, and its worker is free again', async () => {
    const endless = await outcomesOf(server, one, 'never-ends');
    expect(new Set(endless)).toEqual(new Set(['ERR_TASK_TIMEOUT']));
    expect(await outcomesOf(server, one, 'none')).toEqual(endless.map(() => 0));
  });

  test('the work of clients who left is stopped at once, not at its time limit', async () => {
    const leaving = new AbortController();
    const startAtMs = performance.now();
    const left = outcomesOf(server, one, 'never-ends', leaving.signal);
    setTimeout(() => leaving.abort(), TASK_TIMEOUT_MS / 6);
    await left;
    const next = await outcomesOf(server, one, 'none');
    expect(next).toEqual(next.map(() => 0));
    expect(performance.now() - startAtMs).toBeLessThan(TASK_TIMEOUT_MS);
  });
});

describe.each(withChildren)('$name has processes of its own', (one) => {
  let server: ForkedServer;
  beforeAll(async () => {
    server = await start(one, LONG_TIMEOUT_MS);
  });
  afterAll(async () => server[Symbol.asyncDispose]());

  /** Kills in the middle of a job, and says what is left of the server and its children. */
  async function stopInTheMiddle(how: NodeJS.Signals) {
    const underWay = outcomeOf(server, 'never-ends');
    await busyChild(server, one);
    const childIds = await childrenOf(server, '');
    const askedAtMs = performance.now();
    await server.stop(how);
    const stoppedMs = performance.now() - askedAtMs;
    // Dead orphans count until the system's first process has read them, which some do every other second.
    await expect.poll(() => childIds.filter(isAlive), { timeout: 10_000 }).toEqual([]);
    await underWay;
    return { childIds, stoppedMs };
  }

  test('a process that is killed in the middle of a job fails that job, and is replaced', async () => {
    const underWay = outcomeOf(server, 'never-ends');
    const killedId = await busyChild(server, one);
    process.kill(killedId, 'SIGKILL');
    expect(await underWay).toBe(one.killedOutcome);
    // Before its end is known, Node hands it connections, which then hang.
    const others = async (): Promise<number[]> =>
      (await childrenOf(server, one.childText)).filter((id) => id !== killedId);
    await expect.poll(others, { timeout: 10_000 }).toHaveLength(one.idleChildCount);
    const next = await outcomesOf(server, one, 'none');
    expect(next).toEqual(next.map(() => 0));
  });

  test('tells the CPU of what it started, also of what was killed', async () => {
    const childCpuMs = (): number => {
      const samples = server.messages.flatMap((message) => (message.kind === 'telemetry' ? [message.sample] : []));
      const ofChildren = samples.filter(
        ({ processId, threadId }) => threadId === 0 && processId !== server.processIds[0],
      );
      const byProcess = Map.groupBy(ofChildren, ({ processId }) => processId);
      return [...byProcess.values()].reduce((sum, group) => sum + Math.max(...group.map(({ cpuMs }) => cpuMs)), 0);
    };
    const beforeMs = childCpuMs();
    const leaving = new AbortController();
    const left = outcomeOf(server, 'never-ends', leaving.signal);
    await busyChild(server, one, 2 * BUSY_MS);
    leaving.abort();
    await left;
    await expect.poll(childCpuMs).toBeGreaterThan(beforeMs + 2 * BUSY_MS - 50);
  });

  test('leaves nothing behind when its server is stopped in the middle of a job', async () => {
    const { childIds, stoppedMs } = await stopInTheMiddle('SIGTERM');
    expect(childIds).not.toEqual([]);
    expect(stoppedMs).toBeLessThan(5_000);
  });

  test('leaves nothing behind when its server is killed in the middle of a job', async () => {
    server = await start(one, LONG_TIMEOUT_MS);
    const { childIds } = await stopInTheMiddle('SIGKILL');
    expect(childIds).not.toEqual([]);
    await expect(fetch(`${server.baseUrl}/health`)).rejects.toThrow('fetch failed');
  });
});
