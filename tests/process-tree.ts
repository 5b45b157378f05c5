import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execFileAsync = promisify(execFile);

/** A running process, as `ps` sees it. */
interface Listed {
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

/** The children and children's children of a process whose command line contains `text`. */
export async function descendants(processId: number, text: string): Promise<number[]> {
  const all = await allProcesses();
  const below = (id: number): Listed[] =>
    all.filter(({ parentId }) => parentId === id).flatMap((child) => [child, ...below(child.processId)]);
  return below(processId)
    .filter(({ command }) => command.includes(text))
    .map((child) => child.processId);
}
