import { readFile } from 'node:fs/promises';

const LOCK = new URL('../../package-lock.json', import.meta.url);
/** What npm writes down of what it has installed. */
const INSTALLED = new URL('../../node_modules/.package-lock.json', import.meta.url);

interface LockedPackage {
  readonly version?: string;
  /** For other systems than this one, mostly: npm leaves those out. */
  readonly optional?: boolean;
}

/** Of a package-lock.json, as far as it is read here. */
export interface LockFile {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

export interface InstalledPackages {
  readonly count: number;
  /** Names of those that are not there, or in another version than the lock file says. */
  readonly missing: readonly string[];
}

const nameOf = (place: string): string => place.replace(/^.*node_modules\//, '');

/** Compares what should be there with what is. */
export function comparePackages(lock: LockFile, installed: LockFile): InstalledPackages {
  const places = Object.entries(lock.packages).filter(([place]) => place !== '');
  const missing = places.filter(([place, { version, optional }]) => {
    const there = installed.packages[place];
    return there === undefined ? optional !== true : there.version !== version;
  });
  return { count: Object.keys(installed.packages).length, missing: missing.map(([place]) => nameOf(place)) };
}

const readLock = async (file: URL): Promise<LockFile> => JSON.parse(await readFile(file, 'utf8')) as LockFile;

/** Asks no registry: both lists are files of this folder. */
export async function findInstalledPackages(): Promise<InstalledPackages> {
  const installed = await readLock(INSTALLED).catch((): LockFile => ({ packages: {} }));
  return comparePackages(await readLock(LOCK), installed);
}
