import { expect, test } from 'vitest';
import { startBench } from './bench-process.ts';
import { stillAlive } from './process-tree.ts';

test(
  'poison: whoever runs a task that throws, the good requests are served right and the others get an error with a code',
  { timeout: 120_000 },
  async () => {
    const argv = '--scenario poison --strategy blocking,process-pool,job-queue --rounds 1 --duration 4 --seed 7';
    const run = await startBench(argv.split(' '));
    await run.endsWith(0);
    const { trials, calibration, scenario } = await run.record();
    expect(scenario).toMatchObject({ name: 'poison', focus: 'good-work' });
    expect(calibration?.taskName).toBe('spin');
    expect(trials.map(({ status, voidReason }) => voidReason ?? status)).toEqual(['valid', 'valid', 'valid']);
    for (const { targetName, streams } of trials) {
      const outcomesOf = (name: string) => {
        const { outcomes = [] } = streams.find(({ streamName }) => streamName === name) ?? {};
        return { targetName, isEnough: outcomes.length > 2, outcomes: [...new Set(outcomes)] };
      };
      expect(outcomesOf('heavy')).toEqual({ targetName, isEnough: true, outcomes: ['ok'] });
      expect(outcomesOf('poison')).toEqual({ targetName, isEnough: true, outcomes: ['failed'] });
      expect(outcomesOf('neighbour-warm').outcomes).toEqual(['ok']);
    }
    const poisoned = trials
      .find(({ targetName }) => targetName === 'job-queue')
      ?.streams.find(({ streamName }) => streamName === 'poison');
    expect(new Set(poisoned?.jobStates)).toEqual(new Set(['failed']));
    await expect.poll(() => stillAlive(trials)).toEqual([]);
  },
);
