import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const MAIN = fileURLToPath(new URL('repeat-main.ts', import.meta.url));
const LIMIT_MS = 300_000;

function run(flags: readonly string[]) {
  // What this test runner tells its own processes is not for another one.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST')));
  // In CI it writes in colour, also where nobody sees them.
  return spawnSync(process.execPath, [MAIN, ...flags], {
    env: { ...env, NO_COLOR: '1', FORCE_COLOR: undefined },
    encoding: 'utf8',
    timeout: LIMIT_MS,
  });
}

test('a lesson that is none is told with those that are', () => {
  const { status, stderr } = run(['--lesson', '3,eleven']);
  expect(status).toBe(2);
  expect(stderr).toContain('ERR_USAGE: There is no lesson "eleven": the lessons are 1 one-handler, 2 ');
});

test('--repeat checks starter and solution of the lesson that often, and of no other', { timeout: LIMIT_MS }, () => {
  const { status, stdout } = run(['--repeat', '2', '--lesson', 'one-handler']);
  expect(stdout).toMatch(/Tests +2 passed/);
  expect(stdout).toContain('the solution of 01-one-handler passes, 2 times');
  expect(status).toBe(0);
});
