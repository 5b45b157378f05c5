import { readFileSync } from 'node:fs';
import { isAlive } from '../is-alive.ts';
import { parseProcessStat } from '../process-stat.ts';

/** undefined where the system does not tell, or there is no such process. */
function kernelMark(processId: number): string | undefined {
  try {
    const { state, startedAt } = parseProcessStat(readFileSync(`/proc/${processId}/stat`, 'utf8'));
    // A killed process stays listed until its parent reads its end.
    return state === 'Z' ? undefined : startedAt;
  } catch {
    return undefined;
  }
}

/** Names a process for good, on Linux: its id alone may be another's after a restart, above all in containers. */
export function processMark(processId: number): string {
  return `${processId}@${kernelMark(processId) ?? ''}`;
}

/** Whether the very process that had this mark still runs; where the system does not tell, whether one with its id does. */
export function isRunning(mark: string): boolean {
  const [processId = '0', startedAt = ''] = mark.split('@');
  if (!isAlive(Number(processId))) return false;
  return startedAt === '' ? kernelMark(Number(processId)) === undefined : mark === processMark(Number(processId));
}
