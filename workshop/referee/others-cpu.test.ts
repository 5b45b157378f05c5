import { spawn } from 'node:child_process';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { type CpuReading, type ProcessCpu, allowedOthersCores, othersCores, readCpu } from './others-cpu.ts';

const [INIT, SHELL, OURS, CHILD, BUILD] = [1, 10, 20, 21, 30];
const one = (processId: number, parentId: number, ownMs = 0, reapedMs = 0, state = 'S'): ProcessCpu => ({
  processId,
  parentId,
  ownMs,
  reapedMs,
  state,
});
const IDLE = [one(INIT, 0), one(SHELL, INIT), one(OURS, SHELL)];
const reading = (atMs: number, all: readonly ProcessCpu[], stolenMs = 0): CpuReading => ({
  atMs,
  stolenMs,
  processes: new Map(all.map((each) => [`${each.processId} started`, each])),
});

test.each<{
  what: string;
  before?: readonly ProcessCpu[];
  after: readonly ProcessCpu[];
  stolenMs?: number;
  cores: number;
}>([
  { what: 'nothing else', after: IDLE, cores: 0 },
  {
    what: 'ours and its child, who need two cores',
    after: [...IDLE.slice(0, 2), one(OURS, SHELL, 1_000), one(CHILD, OURS, 1_000)],
    cores: 0,
  },
  {
    what: 'a program that was there before',
    before: [...IDLE, one(BUILD, SHELL, 9_000)],
    after: [...IDLE, one(BUILD, SHELL, 9_500)],
    cores: 0.5,
  },
  { what: 'a program that is new', after: [...IDLE, one(BUILD, SHELL, 700)], cores: 0.7 },
  {
    what: 'children of another program that came and went',
    before: [...IDLE, one(BUILD, SHELL)],
    after: [...IDLE, one(BUILD, SHELL, 100, 800)],
    cores: 0.9,
  },
  {
    what: 'the end of a program that had worked for an hour',
    before: [...IDLE, one(BUILD, SHELL), one(31, BUILD, 3_600_000)],
    after: [...IDLE, one(BUILD, SHELL, 0, 3_600_200)],
    cores: 0.2,
  },
  {
    what: 'the end of one whose parent is ours too',
    before: [...IDLE, one(BUILD, SHELL, 3_600_000)],
    after: [one(INIT, 0), one(SHELL, INIT, 0, 3_600_000), one(OURS, SHELL)],
    cores: 0,
  },
  {
    what: 'an orphan of ours, which was killed and whose end init has read, or nobody',
    after: [one(INIT, 0, 0, 2_000), ...IDLE.slice(1), one(CHILD, INIT, 1_000, 0, 'Z')],
    cores: 0,
  },
  { what: 'another virtual machine', after: IDLE, stolenMs: 400, cores: 0.4 },
])('othersCores() of $what', ({ before = IDLE, after, stolenMs = 0, cores }) => {
  expect(othersCores(reading(0, before), reading(1_000, after, stolenMs), OURS)).toBeCloseTo(cores, 5);
});

test('two cores and a little more are left for the lessons, where there are as many', () => {
  expect([1, 2, 8].map(allowedOthersCores)).toEqual([0.4, 0.4, 6.4]);
});

test.skipIf(process.platform !== 'linux')(
  'a program that turns a loop is seen by those whom it does not come from',
  async () => {
    const spinning = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
    const idle = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60_000)'], { stdio: 'ignore' });
    try {
      await delay(500);
      const before = (await readCpu()) as CpuReading;
      await delay(2_000);
      const after = (await readCpu()) as CpuReading;
      const [toIdle, toUs] = [othersCores(before, after, idle.pid), othersCores(before, after)];
      // On a busy machine it may have less than half a core; both see what else runs.
      expect(toIdle - toUs).toBeGreaterThan(0.2);
    } finally {
      spinning.kill('SIGKILL');
      idle.kill('SIGKILL');
    }
  },
);
