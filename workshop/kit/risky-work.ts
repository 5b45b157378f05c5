import process from 'node:process';
import type { CookReply } from './cook.ts';
import type { WorkBody } from './listen.ts';
import { revealSurprise, workNonce } from './surprise.ts';
import { work } from './work.ts';

const MEBIBYTE = 2 ** 20;
/** Far more than a task needs, and yet a small laptop has it. */
const TAKEN_MEBIBYTES = 128;
const STEP_MEBIBYTES = 16;

/**
 * Takes memory, and then ends its process as Linux does when there is none left: by a signal that no code can catch. It is
 * sent here early, so that your laptop need not run out of memory.
 */
function takeMemory(): void {
  const taken: Buffer[] = [];
  while (taken.length * STEP_MEBIBYTES < TAKEN_MEBIBYTES) taken.push(Buffer.alloc(STEP_MEBIBYTES * MEBIBYTE, 1));
  process.kill(process.pid, 'SIGKILL');
}

function loopForEver(): never {
  for (let rounds = 0; ;) rounds = (rounds + 1) | 0;
}

/** Does the work of a task. Some tasks misbehave after it, and none says so before. */
export function riskyWork({ nonce, iterations }: WorkBody): CookReply {
  const digest = work(workNonce(nonce), iterations);
  const surprise = revealSurprise(nonce, digest);
  switch (surprise) {
    case 'none':
      return { digest };
    case 'throw':
      return { error: 'The task threw an error' };
    case 'exit':
      process.exit();
    case 'endless':
      return loopForEver();
    case 'memory':
      takeMemory();
      return { error: 'The task took all memory' };
    default:
      return surprise satisfies never;
  }
}
