import { spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { guardedEnvironment } from '../workshop/runner/guarded-children.ts';
import type { OfflineSession } from './offline-session.ts';

/**
 * The workshop with the network cut off, in two ways at once: every Node process of it is refused what is not this machine,
 * and writes the try down; and where Linux lets us, all of it runs in a network namespace that has nothing but loopback, which
 * also holds the browser and every other program.
 */
const SESSION = fileURLToPath(new URL('./offline-session.ts', import.meta.url));
const LIMIT_MS = 240_000;

const cutOff = (words: readonly string[]): readonly [string, ...string[]] => [
  'unshare',
  '-rn',
  'sh',
  '-c',
  'ip link set lo up && exec "$0" "$@"',
  ...words,
];

const canCutOff = ((): boolean => {
  const [program, ...words] = cutOff(['true']);
  return process.platform === 'linux' && spawnSync(program, words).status === 0;
})();

let folder: string;
let session: OfflineSession;
let tries: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'holdup-offline-'));
  const logFile = path.join(folder, 'network.log');
  const command = [process.execPath, SESSION] as const;
  const [program, ...words] = canCutOff ? cutOff(command) : command;
  const child = spawn(program, words, {
    env: { ...process.env, ...guardedEnvironment(process.env, logFile) },
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: LIMIT_MS,
  });
  let said = '';
  for await (const chunk of child.stdout) said += String(chunk);
  session = JSON.parse(said) as OfflineSession;
  tries = await readFile(logFile, 'utf8').catch(() => '');
}, LIMIT_MS);
afterAll(async () => rm(folder, { recursive: true }));

describe('with the network cut off', () => {
  test.skipIf(!canCutOff)('there is no network but loopback', () => {
    expect(session.interfaces).toEqual(['lo']);
  });

  test('every screen of the workshop comes up, and a lesson is run and passed', () => {
    // The doctor and the check may find the machine too noisy, which is 4; they never fail.
    const exits = session.typed.map(({ words, exitCode }) => [words, exitCode === 4 ? 0 : exitCode]);
    expect(exits).toEqual([
      ['doctor', 0],
      ['', 0],
      ['run --predict 200,1000', 0],
      ['check', 0],
    ]);
    const [doctor, start, run, check] = session.typed.map(({ said }) => said);
    expect(doctor?.match(/^ok {3}Offline: /gm)).toHaveLength(2);
    expect(start).toMatch(/^Lesson 1: /m);
    expect(run).toMatch(/^You said 200 ms, it was /m);
    expect(check).toMatch(/^(?:Passed\.|Cannot tell)/m);
  });

  test('the live page runs a job, and asks nobody but its own server', () => {
    expect(session.live.pageStatus).toBe(200);
    expect(session.live.said ?? 'last run: 1 done').toBe('last run: 1 done');
    expect(session.live.foreignRequests).toEqual([]);
  });

  test('no process of ours tried to leave the machine', () => {
    expect(tries).toBe('');
  });
});
