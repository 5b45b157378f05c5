import { execFile } from 'node:child_process';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const execFileAsync = promisify(execFile);

/** A running process, as `ps` sees it. */
export interface Listed {
  readonly processId: number;
  readonly parentId: number;
  readonly command: string;
}

async function allProcesses(): Promise<Listed[]> {
  const { stdout } = await execFileAsync('ps', ['-A', '-o', 'pid=,ppid=,args=']);
  return stdout.split('\n').flatMap((line) => {
    const [, processId, parentId, command] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return command === undefined ? [] : [{ processId: Number(processId), parentId: Number(parentId), command }];
  });
}

/** The children and children's children of a process; none where the system has no `ps`. */
export async function descendants(processId: number): Promise<Listed[]> {
  const all = await allProcesses().catch(() => []);
  const below = (id: number): Listed[] =>
    all.filter(({ parentId }) => parentId === id).flatMap((child) => [child, ...below(child.processId)]);
  return below(processId);
}

/** Of these processes, those that still run: an id that is another's by now has another command, and a zombie has none. */
async function stillRunning(processes: readonly Listed[]): Promise<Listed[]> {
  const all = await allProcesses().catch(() => []);
  return processes.filter(({ processId, command }) =>
    all.some((other) => other.processId === processId && other.command === command),
  );
}

const CHECK_MS = 50;

/** Waits until they are gone. @returns those that are not after so long */
export async function remaining(processes: readonly Listed[], waitMs: number): Promise<Listed[]> {
  const endAtMs = performance.now() + waitMs;
  for (;;) {
    const left = await stillRunning(processes);
    if (left.length === 0 || performance.now() > endAtMs) return left;
    await delay(CHECK_MS);
  }
}

/** Ends what `remaining()` has just found. */
export function killAll(processes: readonly Listed[]): void {
  for (const { processId } of processes) {
    try {
      process.kill(processId, 'SIGKILL');
    } catch {
      // It was quicker.
    }
  }
}
