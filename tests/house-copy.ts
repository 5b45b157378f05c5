import { cp, mkdtemp, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));
const ROOMS = ['servers', 'scenarios', 'stats', 'bench', 'reports', 'workshop', 'package.json', 'tsconfig.json'];
/** What runs and learners left there. */
const LEFT = ['reports/runs', 'workshop/playground'];

/** A copy of the house in the system's temporary folder, with the packages of the checkout. @param others beside its rooms */
export async function copyHouse(others: readonly string[]): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'holdup-house-'));
  const isOurs = (source: string): boolean => !LEFT.some((place) => source.startsWith(path.join(ROOT, place)));
  await Promise.all(
    [...ROOMS, ...others].map(async (name) =>
      cp(path.join(ROOT, name), path.join(folder, name), { recursive: true, filter: isOurs }),
    ),
  );
  await symlink(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
  return folder;
}
