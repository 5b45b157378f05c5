import { expect, test } from 'vitest';
import { aftermathOf } from '../stats/aftermath.ts';
import { ledgerOf } from '../stats/ledger.ts';
import type { RunRecord, StreamSamples } from '../stats/record.ts';
import { cpuMsPerTask } from '../stats/resources.ts';
import { phasesOf } from '../stats/phases.ts';
import { startBench } from './bench-process.ts';
import { stillAlive } from './process-tree.ts';

async function recordOf(...argv: string[]): Promise<RunRecord> {
  const run = await startBench(['--rounds', '1', '--workers', '2', '--seed', '5', ...argv]);
  await run.endsWith(0);
  return run.record();
}

// On a machine that is too noisy the gates rightly leave a trial out of the summary; what follows holds all the same.
const trialsOf = ({ trials }: RunRecord, name: string) => trials.filter(({ targetName }) => targetName === name);

function streamOf(record: RunRecord, targetName: string, name: string): StreamSamples {
  const samples = trialsOf(record, targetName)[0]?.streams.find(({ streamName }) => streamName === name);
  if (samples === undefined) throw new TypeError(`${targetName} has no ${name}`);
  return samples;
}

test(
  'burst: all requests are due in the same moment, and a blocked loop’s neighbours take long to get well, a pool’s hardly',
  { timeout: 120_000 },
  async () => {
    const record = await recordOf('--scenario', 'burst', '--strategy', 'blocking,thread-pool', '--duration', '4');
    const { scenario } = record;
    const wellAgainMs = (name: string): number => {
      const wait = aftermathOf(record, trialsOf(record, name))?.wellAgain?.median;
      return wait?.valueMs ?? Number.NaN;
    };
    for (const name of ['blocking', 'thread-pool']) {
      const heavy = streamOf(record, name, 'heavy');
      expect(new Set(heavy.dueAtMs)).toEqual(new Set([scenario.quietMs]));
      expect(heavy).toMatchObject({ plannedCount: 50, openedBeforeCount: 50 });
      expect(heavy.outcomes).toEqual(Array.from({ length: 50 }, () => 'ok'));
      expect(ledgerOf(scenario, trialsOf(record, name))).toMatchObject({ acceptedCount: 50, doneCount: 50 });
    }
    // 50 tasks of D, one after the other.
    const taskMs = record.calibration?.durationMs.mean ?? Number.NaN;
    expect(wellAgainMs('blocking')).toBeGreaterThan(0.5 * 50 * taskMs);
    expect(Math.max(...streamOf(record, 'thread-pool', 'neighbour-warm').latencyMs)).toBeLessThan(
      wellAgainMs('blocking') / 2,
    );
    await expect.poll(() => stillAlive(record.trials)).toEqual([]);
  },
);

test(
  'long-tasks: who leaves is counted as left, cancels what can be cancelled, and elsewhere is worked for in vain',
  { timeout: 240_000 },
  async () => {
    const strategies = ['blocking', 'background-pool'];
    // Longer than anybody's patience on any machine, and not scaled by a D that a busy minute makes too short.
    const input = '{"iterations":700000000}';
    const record = await recordOf('--scenario', 'long-tasks', '--strategy', strategies.join(','), '--input', input);
    const { scenario } = record;
    for (const name of strategies) {
      expect(streamOf(record, name, 'heavy').outcomes).toEqual(['ok', 'ok']);
      const leaving = streamOf(record, name, 'heavy-leaving');
      expect(leaving.outcomes).toEqual(['left', 'left', 'left']);
      expect(Math.min(...leaving.latencyMs)).toBeGreaterThanOrEqual(500);
      expect(ledgerOf(scenario, trialsOf(record, name))).toMatchObject({
        acceptedCount: 5,
        doneCount: 2,
        cancelledCount: 3,
        leftCount: 3,
        lostCount: 0,
        isBalanced: true,
      });
    }
    expect(streamOf(record, 'background-pool', 'heavy-leaving').jobStates).toEqual(
      Array.from({ length: 3 }, () => 'cancelled'),
    );
    const { load } = phasesOf(scenario);
    const costMs = (name: string): number =>
      cpuMsPerTask(trialsOf(record, name), new Set(['heavy', 'heavy-leaving']), load) ?? Number.NaN;
    // 5 tasks' work for 2, and little more than the 2 themselves.
    expect(costMs('blocking')).toBeGreaterThan(1.15 * costMs('background-pool'));
    await expect.poll(() => stillAlive(record.trials)).toEqual([]);
  },
);
