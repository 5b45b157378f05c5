import { expect, test } from 'vitest';
import { startBench } from './bench-process.ts';

test(
  'tiny-tasks: D is a part of a millisecond, and thousands of such tasks are counted and come back right',
  { timeout: 120_000 },
  async () => {
    const argv = '--scenario tiny-tasks --strategy blocking,thread-pool --rounds 1 --duration 2';
    const run = await startBench(argv.split(' '));
    await run.endsWith(0);
    const { trials, calibration } = await run.record();
    // The median: on a busy machine the mean of runs this short is the scheduler's.
    expect(calibration?.durationMs.p50).toBeGreaterThan(0.2 / 5);
    expect(calibration?.durationMs.p50).toBeLessThan(0.2 * 5);
    expect(trials.map(({ status, voidReason }) => voidReason ?? status)).toEqual(['valid', 'valid']);
    for (const { streams, closedLoopAudits } of trials) {
      const heavy = streams.find(({ streamName }) => streamName === 'heavy');
      const okCount = heavy?.outcomes.filter((outcome) => outcome === 'ok').length ?? 0;
      expect(okCount).toBeGreaterThan(200);
      expect(heavy?.outcomes.length).toBe(closedLoopAudits[0]?.sentCount);
      expect(new Set(heavy?.outcomes).isSubsetOf(new Set(['ok', 'unfinished']))).toBe(true);
    }
  },
);
