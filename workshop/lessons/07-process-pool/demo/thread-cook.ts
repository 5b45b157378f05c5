import type { WorkBody } from '../../../kit/listen.ts';
import { riskyWork } from '../../../kit/risky-work.ts';

/** What a thread does with a task. process.exit() in it ends the thread; a signal ends the process, and so all threads. */
export function cook(task: WorkBody): string {
  const reply = riskyWork(task);
  if ('error' in reply) throw new Error(reply.error);
  return reply.digest;
}
