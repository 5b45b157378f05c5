import { type ChildProcess, fork } from 'node:child_process';
import { COOK, type CookReply, taskError } from '../../../kit/cook.ts';
import type { WorkBody } from '../../../kit/listen.ts';

export interface Pool {
  /** The task's digest. Fails with status 504 after the time limit, 500 when the task fails, 503 when all processes work. */
  run(task: WorkBody): Promise<string>;
  /** Ends every process. Tasks under way fail. */
  close(): void;
}

export function openPool(size: number, limitMs: number): Pool {
  const all = new Set<ChildProcess>();
  const free = new Set<ChildProcess>();
  let isOpen = true;

  function hire(): void {
    const cook = fork(COOK);
    all.add(cook);
    free.add(cook);
    // However it ended: by itself, by the system or by us, another one takes its place.
    cook.once('exit', () => {
      all.delete(cook);
      free.delete(cook);
      if (isOpen) hire();
    });
  }

  async function run(task: WorkBody): Promise<string> {
    const [cook] = free;
    if (cook === undefined) throw taskError(503, 'All processes are at work');
    free.delete(cook);
    const { promise, resolve, reject } = Promise.withResolvers<CookReply>();
    const onExit = (): void => reject(taskError(500, 'The task ended its process'));
    const timer = setTimeout(() => {
      reject(taskError(504, `The task took longer than ${limitMs} ms`));
      // Who loops hears no message. This signal needs nobody who listens.
      cook.kill('SIGKILL');
    }, limitMs);
    cook.once('exit', onExit).once('message', resolve);
    // To a process that is gone nothing can be sent: its 'exit' tells.
    cook.send(task, () => {});
    const reply = await promise.finally(() => clearTimeout(timer));
    cook.off('exit', onExit);
    free.add(cook);
    if ('error' in reply) throw taskError(500, reply.error);
    return reply.digest;
  }

  for (let count = 0; count < size; count += 1) hire();
  return {
    run,
    close: () => {
      isOpen = false;
      for (const cook of all) cook.kill('SIGKILL');
    },
  };
}
