import { expect, test } from 'vitest';
import { backlogOf } from '../stats/backlog.ts';
import { jobsOf } from '../stats/jobs.ts';
import { isWithin, lengthMs, phasesOf } from '../stats/phases.ts';
import { startBench } from './bench-process.ts';

/** One worker that does 20 tasks per second at best is asked for 40. */
const ARGV =
  '--strategy background-pool --workers 1 --queue-limit 1000 --scenario open-loop --task spin --task-ms 50 --heavy-rate 40 --duration 5 --rounds 1 --seed 3';
const ARRIVALS_PER_SECOND = 40;

// On a machine that is too noisy the gates rightly leave the trial out of the summary; this holds all the same.
test(
  'work that is accepted faster than it is done is told as a backlog, and each accepted job is accounted for',
  { timeout: 120_000 },
  async () => {
    const run = await startBench(ARGV.split(' '));
    await run.endsWith(0);
    const { scenario, trials } = await run.record();
    const heavy = trials[0]?.streams.find(({ streamName }) => streamName === 'heavy');
    const stream = scenario.streams.find(({ name }) => name === 'heavy');
    if (heavy === undefined || stream === undefined) throw new TypeError('The trial has heavy requests');
    const { load } = phasesOf(scenario);
    const perSecond = (momentsMs: readonly (number | null)[] = []): number =>
      (momentsMs.filter((atMs) => atMs !== null && isWithin(load, atMs)).length * 1_000) / lengthMs(load);

    const backlog = backlogOf([heavy], stream, load, 1, 0);
    expect(backlog.isGrowing).toBe(true);
    // What came less what was done, by the server's own stamps.
    const expected = perSecond(heavy.dueAtMs) - perSecond(heavy.finishedAtMs);
    expect(expected).toBeGreaterThan(0.3 * ARRIVALS_PER_SECOND);
    expect(Math.abs(backlog.perSecond.value - expected)).toBeLessThan(0.2 * ARRIVALS_PER_SECOND);

    const isCounted = () => () => true;
    const jobs = jobsOf([heavy], { isCounted, load, isGrowing: false });
    // Accepted long before it is done.
    expect(jobs?.acceptedMs.p50?.valueMs).toBeLessThan((jobs?.doneMs.p50?.valueMs ?? 0) / 4);
    const { submittedCount = 0, finishedCount = 0, backlogCount = 0, lostCount, isBalanced } = jobs?.accounts ?? {};
    expect({ isBalanced, lostCount, sum: finishedCount + backlogCount }).toEqual({
      isBalanced: true,
      lostCount: 0,
      sum: submittedCount,
    });
    expect(submittedCount).toBe(heavy.plannedCount);
    expect(backlogCount).toBeGreaterThan(0.2 * submittedCount);
    expect(run.stdout()).toMatch(/Accepted is not done|INVALID/u);
  },
);
