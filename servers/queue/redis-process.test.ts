import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { hasRedis } from './redis-process.ts';

const START = `
import { execFileSync } from 'node:child_process';
import process from 'node:process';
import { startRedis } from '${new URL('redis-process.ts', import.meta.url).href}';
await startRedis();
const listed = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,comm=']).toString().split('\\n');
const own = listed.map((line) => line.trim().split(/ +/)).filter(([, parent, name]) => parent === String(process.pid) && name === 'redis-server');
process.stdout.write(own.map(([id]) => id).join(' '));
process.exit(130);
`;

/** One that has ended stays listed as a zombie where nobody reaps orphans, as in some containers. */
const isRunning = (processId: number): boolean =>
  /^[^Z]/.test(spawnSync('ps', ['-o', 'stat=', '-p', String(processId)], { encoding: 'utf8' }).stdout.trim());

test.skipIf(!(await hasRedis()))('a Redis ends with a process that stops at once', { timeout: 30_000 }, async () => {
  const thrown = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', START]).catch(
    (error: unknown) => error as { readonly code: number; readonly stdout: string },
  );
  expect(thrown).toMatchObject({ code: 130 });
  const processIds = thrown.stdout.trim().split(/\s+/).map(Number);
  expect(processIds.length).toBeGreaterThan(0);
  await expect.poll(() => processIds.filter(isRunning)).toEqual([]);
});
