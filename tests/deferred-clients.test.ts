import { expect, test } from 'vitest';
import { forkServer } from '../servers/forked-server.ts';
import { startBench } from './bench-process.ts';
import { stillAlive } from './process-tree.ts';

/** Clocks are read a few microseconds before or after what they time, and columns are rounded. */
const CLOCK_SLACK_MS = 0.1;

test(
  'clients that wait for their output: of a target that answers 202, by name or URL, by asking; of others by autocannon',
  { timeout: 120_000 },
  async () => {
    // A server of ours that a run knows by its URL alone.
    await using mine = await forkServer(['--strategy', 'background-pool', '--workers', '1']);
    const argv = `--strategy background,background-pool,thread-pool --target mine=${mine.baseUrl} --clients 3 --rounds 1 --duration 2 --task spin --task-ms 30`;
    const run = await startBench(argv.split(' '));
    await run.endsWith(0);
    const { trials } = await run.record();
    expect(trials.map(({ status }) => status)).toEqual(['valid', 'valid', 'valid', 'valid']);
    for (const { targetName, streams, closedLoopAudits } of trials) {
      const [audit] = closedLoopAudits;
      const heavy = streams.find(({ streamName }) => streamName === 'heavy');
      if (audit === undefined || heavy === undefined) throw new TypeError('Each trial has heavy requests');
      const isDeferred = targetName !== 'thread-pool';
      expect({ targetName, isAutocannon: audit.reported !== undefined }).toEqual({
        targetName,
        isAutocannon: !isDeferred,
      });
      expect(audit.sentCount).toBe(heavy.outcomes.length);
      expect(audit.errorCount).toBe(0);
      expect(heavy.outcomes.filter((outcome) => outcome === 'ok').length).toBeGreaterThan(3);
      expect(new Set(heavy.outcomes).isSubsetOf(new Set(['ok', 'unfinished']))).toBe(true);
      expect(heavy.jobStates !== undefined).toBe(isDeferred);
      expect(new Set(heavy.jobStates).has('unknown')).toBe(false);
      const { acceptedAtMs = [], startedAtMs = [], finishedAtMs = [] } = heavy;
      const disorder = acceptedAtMs.flatMap((acceptedMs, index) => {
        const sentMs = heavy.sentAtMs[index] ?? 0;
        const work = [sentMs, startedAtMs[index], finishedAtMs[index], sentMs + (heavy.latencyMs[index] ?? 0)];
        const moments = work.filter((atMs) => typeof atMs === 'number');
        const isOrdered = moments.every((atMs, place) => atMs >= (moments[place - 1] ?? -Infinity) - CLOCK_SLACK_MS);
        return isOrdered && (acceptedMs === null || acceptedMs >= sentMs) ? [] : [{ targetName, moments, acceptedMs }];
      });
      expect(disorder).toEqual([]);
    }
    await expect.poll(() => stillAlive(trials)).toEqual([]);
  },
);
