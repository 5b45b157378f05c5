import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { COOK, type CookReply, taskError } from '../../../kit/cook.ts';
import type { WorkBody } from '../../../kit/listen.ts';

export interface Pool {
  /** The task's digest. Fails with status 504 after the time limit, 500 when the task fails, 503 when all processes work. */
  run(task: WorkBody): Promise<string>;
}

async function replyOf(cook: ChildProcess): Promise<string> {
  const [reply] = (await once(cook, 'message')) as [CookReply];
  if ('error' in reply) throw taskError(500, reply.error);
  return reply.digest;
}

async function timeIsOver(limitMs: number): Promise<never> {
  await setTimeout(limitMs);
  throw taskError(504, `The task took longer than ${limitMs} ms`);
}

export function openPool(size: number, limitMs: number): Pool {
  const free = new Set(Array.from({ length: size }, () => fork(COOK)));
  return {
    run: async (task) => {
      const [cook] = free;
      if (cook === undefined) throw taskError(503, 'All processes are at work');
      free.delete(cook);
      try {
        // To a process that is gone nothing can be sent, which is no reason to end the server.
        cook.send(task, () => {});
        return await Promise.race([replyOf(cook), timeIsOver(limitMs)]);
      } finally {
        // Whatever became of the task, its process is free again. Is it?
        free.add(cook);
      }
    },
  };
}
