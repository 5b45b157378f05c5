import { describe, expect, test } from 'vitest';
import { cpuList, cpusOf, planSetup, senderLauncher, serverLauncher } from './setup.ts';

const means = { hasTaskset: true, hasNice: true };

test.each([
  { list: '0', cpus: [0] },
  { list: '0-3', cpus: [0, 1, 2, 3] },
  { list: '0-1,4,6-7', cpus: [0, 1, 4, 6, 7] },
])('cpusOf("$list") is $cpus, and cpuList() writes it again', ({ list, cpus }) => {
  expect(cpusOf(list)).toEqual(cpus);
  expect(cpuList(cpus)).toBe(list);
});

describe('planSetup()', () => {
  const plan = (coreCount: number, choice: Parameters<typeof planSetup>[1] = 'auto', has = means) =>
    planSetup({ affinity: `0-${coreCount - 1}`, availableCoreCount: coreCount }, choice, has);

  test('lets all share two cores, and makes those who load them step back', () => {
    expect(plan(2)).toEqual({
      senderMode: 'thrifty',
      serverCores: null,
      senderCores: null,
      serverCoreCount: 2,
      isShared: true,
      loadNiceness: 5,
    });
    expect(serverLauncher(plan(2))).toEqual(['nice', '-n', '5']);
    expect(senderLauncher('closed', plan(2))).toEqual(['nice', '-n', '5']);
    expect(senderLauncher('open', plan(2))).toEqual([]);
  });

  test.each([
    { coreCount: 4, serverCores: '2-3', senderCores: '0-1' },
    { coreCount: 8, serverCores: '3-7', senderCores: '0-2' },
    { coreCount: 64, serverCores: '3-63', senderCores: '0-2' },
  ])('keeps servers and senders apart on $coreCount cores', ({ coreCount, serverCores, senderCores }) => {
    const setup = plan(coreCount);
    expect(setup).toMatchObject({ serverCores, senderCores, isShared: false, senderMode: 'precise', loadNiceness: 0 });
    expect(setup.serverCoreCount).toBe(cpusOf(serverCores).length);
    expect(serverLauncher(setup)).toEqual(['taskset', '-c', serverCores]);
    expect(senderLauncher('open', setup)).toEqual(['taskset', '-c', senderCores]);
  });

  test('splits two cores when told to, and shares 64 when told to', () => {
    expect(plan(2, 'split')).toMatchObject({ serverCores: '1', senderCores: '0', isShared: false, serverCoreCount: 1 });
    expect(plan(64, 'shared')).toMatchObject({ serverCores: null, isShared: true, serverCoreCount: 64 });
  });

  test('shares where it cannot do otherwise: one core, no taskset, an unknown affinity', () => {
    expect(plan(1, 'split')).toMatchObject({ isShared: true });
    expect(plan(8, 'split', { hasTaskset: false, hasNice: false })).toMatchObject({ isShared: true, loadNiceness: 0 });
    expect(planSetup({ affinity: null, availableCoreCount: 8 }, 'auto', means)).toMatchObject({ isShared: true });
  });

  test('takes only the cores it was given, in whatever places', () => {
    const setup = planSetup({ affinity: '1,3,5,7', availableCoreCount: 4 }, 'auto', means);
    expect(setup).toMatchObject({ senderCores: '1,3', serverCores: '5,7' });
  });
});
