import process from 'node:process';

/** Whether a process still exists and is ours to signal. A zombie that its parent has not yet read counts as gone only once it is read. */
export function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}
