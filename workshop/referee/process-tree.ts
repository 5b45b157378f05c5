import { execFile } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { parseProcessStat } from '../../servers/process-stat.ts';

const execFileAsync = promisify(execFile);

/** The variable that every process inherits that a learner's code starts, however it starts it. */
export const MARK_NAME = 'HOLDUP_WORKSHOP_RUN';

/** How a process and all that came from it are found again. */
export interface Tree {
  /** Value of MARK_NAME. */
  readonly mark: string;
  /** The process group, which is the first process's id. */
  readonly groupId: number;
}

export interface TreeProcess {
  readonly processId: number;
  /** Of the process and of those children that it has outlived. */
  readonly cpuMs: number;
  /** Memory that it holds now. */
  readonly rssBytes: number;
}

async function textOf(path: string): Promise<string> {
  // It may have ended since its name was read, or be another user's.
  return readFile(path, 'utf8').catch(() => '');
}

async function linuxProcess(processId: number, { mark, groupId }: Tree): Promise<TreeProcess | undefined> {
  const stat = await textOf(`/proc/${processId}/stat`);
  if (stat === '') return undefined;
  const { state, groupId: group, ownMs, reapedMs } = parseProcessStat(stat);
  if (state === 'Z') return undefined;
  if (group !== groupId) {
    const environment = await textOf(`/proc/${processId}/environ`);
    if (!environment.split('\0').includes(`${MARK_NAME}=${mark}`)) return undefined;
  }
  const [, rssKiB = '0'] = /^VmRSS:\s+(\d+)/m.exec(await textOf(`/proc/${processId}/status`)) ?? [];
  return { processId, cpuMs: ownMs + reapedMs, rssBytes: Number(rssKiB) * 1_024 };
}

/** "1-02:03:04.56" or "3:04.56" of ps. */
function psMs(text: string): number {
  const [days, clock] = text.includes('-') ? text.split('-') : ['0', text];
  const seconds = (clock ?? '').split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  return (Number(days) * 86_400 + seconds) * 1_000;
}

async function listedProcesses({ groupId }: Tree): Promise<TreeProcess[]> {
  const { stdout } = await execFileAsync('ps', ['-A', '-o', 'pid=,pgid=,time=,rss='], { timeout: 5_000 });
  return stdout
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, group]) => Number(group) === groupId)
    .map(([id, , time, rssKiB]) => ({
      processId: Number(id),
      cpuMs: psMs(time ?? '0'),
      rssBytes: Number(rssKiB) * 1_024,
    }));
}

/** Those of a tree that live now, its first one among them. */
export async function processesOf(tree: Tree): Promise<readonly TreeProcess[]> {
  if (process.platform !== 'linux') return listedProcesses(tree);
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(names.map(async (name) => linuxProcess(Number(name), tree)));
  return found.filter((one) => one !== undefined);
}

/** CPU that a tree used so far, in ms; null where the system does not tell. Of processes that live, and of children they have outlived. */
export async function treeCpuMs(tree: Tree): Promise<number | null> {
  const processes = await processesOf(tree).catch(() => null);
  return processes === null ? null : processes.reduce((sum, { cpuMs }) => sum + cpuMs, 0);
}

function kill(processId: number): void {
  try {
    process.kill(processId, 'SIGKILL');
  } catch {
    // It was quicker.
  }
}

/** A process may start another one while it is looked for, and takes a moment to end. */
const KILL_ROUNDS = 50;
const KILL_ROUND_MS = 10;

/** Ends all of it, also what has left its group or its parent. */
export async function killTree(tree: Tree): Promise<void> {
  // A negative id is a whole group.
  kill(process.platform === 'win32' ? tree.groupId : -tree.groupId);
  for (let round = 0; round < KILL_ROUNDS; round += 1) {
    const left = await processesOf(tree).catch(() => []);
    if (left.length === 0) return;
    for (const { processId } of left) kill(processId);
    await delay(KILL_ROUND_MS);
  }
}
