import { fileURLToPath } from 'node:url';
import { type Pool, pool } from 'workerpool';
import { HarnessError } from './errors.ts';
import type { PoolProcessAnswer, PoolProcessState, methods } from './pool-process.ts';
import { PoolProcesses } from './pool-processes.ts';
import type { Executor } from './runners.ts';
import type { Job, TaskRun } from './strategy.ts';
import { type Work, serverStopping, taskRunOf, workerEnded } from './task-worker.ts';

/** workerpool asks a process to end, and kills it after this time. Only idle ones are asked; the others are killed at once. */
const ASKED_TO_END_MS = 200;
const STOP_MS = 500;

/** workerpool tells how a process ended in lines for people. */
function endOf(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  const [, signalName] = /signalCode: `([A-Z]\w+)`/.exec(text) ?? [];
  if (signalName !== undefined) return `signal ${signalName}`;
  const [, exitCode] = /exitCode: `(\d+)`/.exec(text) ?? [];
  return exitCode === undefined ? text : `exit code ${exitCode}`;
}

/** A job that no process had begun is not lost with the process that it was given to. */
class NeverBegun extends Error {}

class ProcessPoolExecutor implements Executor {
  readonly #processCount: number;
  readonly #workers: Pool;
  readonly #processes = new PoolProcesses();
  readonly #closing = new AbortController();

  constructor(processCount: number) {
    this.#processCount = processCount;
    this.#workers = pool(fileURLToPath(new URL('pool-process.ts', import.meta.url)), {
      workerType: 'process',
      minWorkers: processCount,
      maxWorkers: processCount,
      workerTerminateTimeout: ASKED_TO_END_MS,
    });
  }

  /** Resolves when all processes are ready: each of so many calls at once gets one to itself. */
  async greet(): Promise<void> {
    const calls = Array.from({ length: this.#processCount }, async () =>
      this.#workers.exec<typeof methods.greet>('greet'),
    );
    try {
      for (const state of await Promise.all(calls)) this.#processes.hear(state);
    } catch (cause) {
      const how = endOf(cause);
      throw new HarnessError('ERR_SERVER_START', `Cannot start the pool as one of its processes ended: ${how}`, {
        cause,
      });
    }
  }

  async execute({ taskName, input }: Job, signal: AbortSignal): Promise<TaskRun> {
    const stop = AbortSignal.any([signal, this.#closing.signal]);
    // workerpool finds out that an idle process has died when it gives it a job, and then starts another. All may have died.
    for (let triesLeft = this.#processCount; ; triesLeft -= 1) {
      stop.throwIfAborted();
      try {
        const { answer } = await this.#ask({ taskName, input }, stop);
        return taskRunOf(answer);
      } catch (thrown) {
        if (!(thrown instanceof NeverBegun)) throw thrown;
        if (triesLeft === 0) throw workerEnded('process', thrown.message, thrown);
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(serverStopping());
    const nothing = (): void => {};
    // Rejects when a process that died while idle does not end once more.
    await this.#workers.terminate(true, STOP_MS).then(nothing, nothing);
    this.#processes[Symbol.dispose]();
  }

  async #ask(work: Work, signal: AbortSignal): Promise<PoolProcessAnswer> {
    let processId: number | undefined;
    const stop = (): void => {
      if (processId !== undefined) this.#processes.kill(processId);
    };
    const begin = (state: PoolProcessState): void => {
      ({ processId } = state);
      this.#processes.hear(state);
      // It could not be stopped before it was known which one has the job.
      if (signal.aborted) stop();
    };
    signal.addEventListener('abort', stop, { once: true });
    try {
      const answered = await this.#workers.exec<typeof methods.answer>('answer', [work], { on: begin });
      // Otherwise it was killed just after it had answered.
      if (!signal.aborted) this.#processes.hear(answered);
      return answered;
    } catch (cause) {
      if (processId === undefined) {
        this.#processes.forgetDead();
        throw new NeverBegun(endOf(cause), { cause });
      }
      this.#processes.forget(processId);
      throw workerEnded('process', endOf(cause), cause);
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }
}

/**
 * A fixed number of processes, kept by workerpool. It is never given more work than it has processes: the queue stands in
 * front of it.
 *
 * @returns when all of them are ready
 * @throws {HarnessError} ERR_SERVER_START when one of them ends before it is
 */
export async function processPoolExecutor(processCount: number): Promise<Executor> {
  await using resources = new AsyncDisposableStack();
  const executor = resources.use(new ProcessPoolExecutor(processCount));
  await executor.greet();
  resources.move();
  return executor;
}
