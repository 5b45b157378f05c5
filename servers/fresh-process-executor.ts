import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { ChildGuard } from './child-guard.ts';
import { ProcessRow, readCpuMs } from './process-row.ts';
import type { Executor } from './runners.ts';
import type { TaskProcessMessage } from './task-process.ts';
import { type Work, type WorkerAnswer, serverStopping, taskRunOf, workerEnded } from './task-worker.ts';

/** @throws {HarnessError} ERR_TASK_FAILED when the system has no process left to give */
async function startTaskProcess(): Promise<ChildProcess & { readonly pid: number }> {
  const child = fork(new URL('task-process.ts', import.meta.url));
  if (child.pid === undefined) {
    const [error] = (await once(child, 'error')) as [Error];
    throw workerEnded('process', error.message, error);
  }
  // A message could not be sent, or the process not be killed: its end is told by `exit`.
  child.on('error', () => {});
  return Object.assign(child, { pid: child.pid });
}

/**
 * Has a process run one job, and kills it as soon as it has answered: it holds nothing worth closing.
 *
 * @param signal kills it before
 * @throws {HarnessError} ERR_TASK_FAILED once the process has ended without an answer
 */
async function askTaskProcess(
  child: ChildProcess & { readonly pid: number },
  { taskName, input }: Work,
  signal: AbortSignal,
  row: ProcessRow,
): Promise<WorkerAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<WorkerAnswer>();
  row.start(child.pid);
  let isOver = false;
  /** Once: the row is the next process's as soon as this one has answered. */
  const end = (cpuMs?: number): void => {
    if (isOver) return;
    isOver = true;
    row.end(cpuMs);
    child.kill('SIGKILL');
  };
  const stop = (): void => end(readCpuMs(child.pid));
  child.on('message', (message: TaskProcessMessage) => {
    if (isOver) return;
    row.hear(message.sample);
    if (message.kind === 'begun') return;
    resolve(message.answer);
    end();
  });
  child.once('exit', (exitCode, signalName) => {
    end();
    reject(workerEnded('process', signalName === null ? `exit code ${exitCode}` : `signal ${signalName}`));
  });
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  const work: Work = { taskName, input };
  child.send(work, () => {});
  return promise.finally(() => signal.removeEventListener('abort', stop));
}

/** A new process for each job, ended with it. */
export function freshProcessExecutor(): Executor {
  const closing = new AbortController();
  const guard = new ChildGuard();
  const children = new Set<ChildProcess>();
  const freeRows: ProcessRow[] = [];
  return {
    execute: async (job, signal) => {
      closing.signal.throwIfAborted();
      const child = await startTaskProcess();
      guard.add(child.pid);
      children.add(child);
      child.once('exit', () => {
        guard.remove(child.pid);
        children.delete(child);
      });
      const row = freeRows.pop() ?? new ProcessRow();
      try {
        return taskRunOf(await askTaskProcess(child, job, AbortSignal.any([signal, closing.signal]), row));
      } finally {
        freeRows.push(row);
      }
    },
    [Symbol.asyncDispose]: async () => {
      closing.abort(serverStopping());
      await Promise.all([...children].map(async (child) => once(child, 'exit')));
      guard[Symbol.dispose]();
    },
  };
}
