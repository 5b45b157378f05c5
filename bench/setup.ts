import { access, constants } from 'node:fs/promises';
import path from 'node:path';
import process from 'node:process';
import type { Machine, Setup } from '../stats/record.ts';

/** How servers and senders share the machine, as `--cores` says. */
export type CoresChoice = 'auto' | 'shared' | 'split';

/** Fewer cannot be split without taking from the servers what is being measured: two for them, two for the senders. */
const MIN_CORES_TO_SPLIT = 4;
/** From here on the harness and its garbage collector get a core of their own as well. */
const MANY_CORES = 8;
/**
 * Where all share the cores, servers and heavy clients step back by this much, so that the neighbours' sender, which uses a
 * few per cent of a core, runs when it must. It is the same for all strategies. Lowering is allowed to everyone.
 */
const SHARED_NICENESS = 5;

/** "0-3,8" -> 0, 1, 2, 3, 8. */
export function cpusOf(list: string): number[] {
  return list.split(',').flatMap((part) => {
    const [first = Number.NaN, last = first] = part.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}

/** 0, 1, 2, 3, 8 -> "0-3,8". */
export function cpuList(cpus: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const cpu of cpus) {
    const run = runs.at(-1);
    if (run !== undefined && run[1] === cpu - 1) run[1] = cpu;
    else runs.push([cpu, cpu]);
  }
  return runs.map(([first, last]) => (first === last ? String(first) : `${first}-${last}`)).join(',');
}

async function isCommand(name: string): Promise<boolean> {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const found = await Promise.all(
    folders.map(async (folder) =>
      access(path.join(folder, name), constants.X_OK).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.includes(true);
}

/** What this system can do to keep processes apart. */
export interface Means {
  readonly hasTaskset: boolean;
  readonly hasNice: boolean;
}

export async function findMeans(): Promise<Means> {
  const isUnix = process.platform !== 'win32';
  return {
    hasTaskset: process.platform === 'linux' && (await isCommand('taskset')),
    hasNice: isUnix && (await isCommand('nice')),
  };
}

const sharedSetup = (coreCount: number, { hasNice }: Means): Setup => ({
  senderMode: 'thrifty',
  serverCores: null,
  senderCores: null,
  serverCoreCount: coreCount,
  isShared: true,
  loadNiceness: hasNice ? SHARED_NICENESS : 0,
});

/**
 * Which cores servers and senders get. From 4 cores on they are kept apart where the system can; below, or with
 * `shared`, they share all. `split` keeps them apart on 2 and 3 cores too, one for the senders.
 */
export function planSetup(
  { affinity, availableCoreCount }: Pick<Machine, 'affinity' | 'availableCoreCount'>,
  choice: CoresChoice,
  means: Means,
): Setup {
  const cpus = affinity === null ? [] : cpusOf(affinity);
  const canSplit = means.hasTaskset && cpus.length >= availableCoreCount && availableCoreCount >= 2;
  const wantsSplit = choice === 'split' || (choice === 'auto' && availableCoreCount >= MIN_CORES_TO_SPLIT);
  if (!canSplit || !wantsSplit) return sharedSetup(availableCoreCount, means);
  const senderCoreCount = availableCoreCount < MIN_CORES_TO_SPLIT ? 1 : availableCoreCount < MANY_CORES ? 2 : 3;
  const serverCoreCount = availableCoreCount - senderCoreCount;
  return {
    // Turning a loop takes a whole core, which heavy senders need too where there is but one.
    senderMode: senderCoreCount > 1 ? 'precise' : 'thrifty',
    // The first cores do the system's own work on many machines; the servers get the others.
    senderCores: cpuList(cpus.slice(0, senderCoreCount)),
    serverCores: cpuList(cpus.slice(senderCoreCount, senderCoreCount + serverCoreCount)),
    serverCoreCount,
    isShared: false,
    loadNiceness: 0,
  };
}

/** A command that starts a program elsewhere or lower: its words before the program's own. */
export type Launcher = readonly string[];

const launcher = (cores: string | null, niceness: number): Launcher => [
  ...(niceness === 0 ? [] : ['nice', '-n', String(niceness)]),
  ...(cores === null ? [] : ['taskset', '-c', cores]),
];

export const serverLauncher = ({ serverCores, loadNiceness }: Setup): Launcher => launcher(serverCores, loadNiceness);

/** Heavy clients step back like the servers that they press; the neighbours' sender never does. */
export const senderLauncher = (kind: 'open' | 'closed', { senderCores, loadNiceness }: Setup): Launcher =>
  launcher(senderCores, kind === 'closed' ? loadNiceness : 0);
