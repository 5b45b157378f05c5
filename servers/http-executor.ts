import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { ERRORS, type ErrorCode, HarnessError } from './errors.ts';
import type { Executor } from './runners.ts';
import { SecondServer } from './second-server.ts';
import type { ServerEnv, TaskRun } from './strategy.ts';
import type { Json } from './task.ts';
import { type Work, serverStopping } from './task-worker.ts';

interface Reply {
  readonly status: number;
  readonly stamps: string;
  readonly body: string;
}

/** Not `fetch`: it gives up when headers take longer than five minutes, and a task may. */
async function post(url: URL, body: string, agent: Agent, signal: AbortSignal): Promise<Reply> {
  const asked = request(url, {
    method: 'POST',
    agent,
    signal,
    headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
  });
  asked.end(body);
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  const { 'holdup-stamps': stamps } = response.headers;
  return { status: response.statusCode ?? 0, stamps: String(stamps), body: await text(response) };
}

/** @throws {HarnessError} the code and message of the second server's problem */
function taskRunIn({ status, stamps, body }: Reply): TaskRun {
  if (status === 200) {
    const [, startedAtMs = Number.NaN, finishedAtMs = Number.NaN] = stamps.split(',').map(Number);
    return { output: JSON.parse(body) as Json, startedAtMs, finishedAtMs };
  }
  const { code, detail } = JSON.parse(body) as { readonly code: string; readonly detail: string };
  throw new HarnessError(Object.hasOwn(ERRORS, code) ? (code as ErrorCode) : 'ERR_TASK_FAILED', detail);
}

/**
 * A second server process, with a pool of threads, that is asked by HTTP.
 *
 * @returns when it is ready
 * @throws {HarnessError} ERR_SERVER_START, or what the second server said of itself
 */
export async function httpExecutor(env: ServerEnv): Promise<Executor> {
  const closing = new AbortController();
  const agent = new Agent({ keepAlive: true });
  const server = new SecondServer(
    Object.entries({
      '--strategy': 'thread-pool',
      '--workers': env.workerCount,
      // The queue stands in front of this one; here waits at most who comes just before a stopped thread is replaced.
      '--queue-limit': env.workerCount,
      '--task-timeout': env.taskTimeoutMs,
      '--data': env.dataFolder,
    }).flatMap(([flag, value]) => [flag, String(value)]),
  );

  const ask = async ({ taskName, input }: Work, signal: AbortSignal): Promise<Reply> => {
    try {
      const port = await server.port();
      signal.throwIfAborted();
      const url = new URL(`/tasks/${taskName}`, `http://127.0.0.1:${port}`);
      return await post(url, JSON.stringify(input), agent, signal);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new HarnessError('ERR_TASK_FAILED', `The second server did not answer: ${reason}`, { cause });
    }
  };

  const end = async (): Promise<void> => {
    closing.abort(serverStopping());
    agent.destroy();
    await server[Symbol.asyncDispose]();
  };

  try {
    await server.port();
  } catch (thrown) {
    await end();
    throw thrown;
  }
  return {
    execute: async (job, signal) => {
      closing.signal.throwIfAborted();
      return taskRunIn(await ask(job, AbortSignal.any([signal, closing.signal])));
    },
    [Symbol.asyncDispose]: end,
  };
}
