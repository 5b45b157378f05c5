import { expect, test } from 'vitest';
import type { Outcome, StreamSamples } from '../stats/record.ts';
import { summarize } from '../stats/summary.ts';
import { waitSamples, waitsOf } from '../stats/wait-samples.ts';
import { startBench } from './bench-process.ts';
import { scriptedServer } from './scripted-process.ts';

/** Servers that treat their clients badly get a truthful number or a verdict: never 0 ms, never silence. */
const NEIGHBOURS = ['neighbour-warm', 'neighbour-cold'] as const;
/** The exit code of a run with a void trial. */
const VOID = 5;
const SCRIPTS = ['close', 'drop', 'silent', 'slow'] as const;
type Script = (typeof SCRIPTS)[number];

/** One short trial of every script, by the number of hammering clients. */
async function measureAll(clientCount: number, exitCode: number) {
  const urls = await Promise.all(SCRIPTS.map(async (script) => scriptedServer(script)));
  const targets = SCRIPTS.map((script, index) => `--target ${script}=${urls[index]}`).join(' ');
  const argv = `--strategy none ${targets} --no-verify --rounds 1 --duration 2 --clients ${clientCount}`;
  const run = await startBench(`${argv} --task spin --task-ms 5 --seed 3`.split(' '));
  await run.endsWith(exitCode);
  return { record: await run.record(), printed: run.stdout() };
}

/** Both runs are made once, by the first test that asks. */
let runs: Promise<Awaited<ReturnType<typeof measureAll>>[]> | undefined;

/**
 * What a script's trial without hammering clients and its trial with four of them came to. Numbers are to be read from
 * the raw columns: on a busy machine the summary may rightly leave a trial out.
 */
async function measured(script: Script) {
  runs ??= Promise.all([measureAll(0, 0), measureAll(4, VOID)]);
  const [alone, hammered] = (await runs).map(({ record, printed }) => {
    const trial = record.trials.find(({ targetName }) => targetName === script);
    const streamOf = (name: string): StreamSamples => {
      const stream = trial?.streams.find(({ streamName }) => streamName === name);
      if (stream === undefined) throw new TypeError(`The trial has no stream ${name}`);
      return stream;
    };
    const summary = summarize(record).targets.find(({ targetName }) => targetName === script);
    return { scenario: record.scenario, trial, summary, streamOf, printed };
  });
  if (alone === undefined || hammered === undefined) throw new TypeError('There are two runs');
  return { alone, hammered };
}

/** What a target's row prints in place of a wait that nobody knows. */
const admitted = (script: Script): RegExp => new RegExp(`${script} .*(?:>=|unstable|invalid)`, 'i');

const shareOf = ({ outcomes }: StreamSamples, wanted: Outcome): number =>
  outcomes.filter((outcome) => outcome === wanted).length / outcomes.length;

const waitsOfAll = (stream: StreamSamples) => waitsOf(waitSamples(stream, () => true));

/** How long those waited who ended so, ascending. */
const waitedMs = ({ outcomes, latencyMs }: StreamSamples, wanted: Outcome): number[] =>
  latencyMs.filter((_, index) => outcomes[index] === wanted).toSorted((one, other) => one - other);

test(
  'a server that closes each connection: neighbours get true waits, hammering clients a void trial',
  { timeout: 120_000 },
  async () => {
    const { alone, hammered } = await measured('close');
    for (const stream of NEIGHBOURS.map(alone.streamOf)) {
      expect(new Set(stream.outcomes)).toEqual(new Set(['ok']));
      expect(stream.openedDuringCount).toBe(stream.outcomes.length);
      expect(waitsOfAll(stream)).toMatchObject({ p50: { isAtLeast: false }, max: { isAtLeast: false } });
      expect(Math.min(...stream.latencyMs)).toBeGreaterThan(0);
    }
    expect(hammered.trial?.voidReason?.code).toMatch(/^ERR_LOAD_(?:DESYNC|CONSERVATION)$/);
    expect(hammered.summary).toMatchObject({ status: 'void', streams: [] });
    expect(hammered.printed).toContain('ERR_LOAD_');
  },
);

test(
  'a server that drops every 20th request: each is counted as broken, or the trial is void',
  { timeout: 120_000 },
  async () => {
    const { alone, hammered } = await measured('drop');
    const streams = NEIGHBOURS.map(alone.streamOf);
    const brokenCount = streams.flatMap(({ outcomes }) => outcomes).filter((outcome) => outcome === 'broken').length;
    const askedCount = streams.flatMap(({ outcomes }) => outcomes).length;
    expect(brokenCount).toBe(Math.floor(askedCount / 20));
    for (const stream of streams) {
      expect(new Set(stream.outcomes)).toEqual(new Set(['ok', 'broken']));
      expect(waitsOfAll(stream).max?.isAtLeast).toBe(true);
      expect(Math.min(...stream.latencyMs)).toBeGreaterThan(0);
    }
    expect(hammered.trial?.voidReason?.code).toMatch(/^ERR_LOAD_(?:DESYNC|CONSERVATION)$/);
    expect(hammered.summary).toMatchObject({ status: 'void', streams: [] });
    expect(hammered.printed).toContain('ERR_LOAD_');
  },
);

test(
  'a server that never answers every 10th request: those waited at least as long as anybody may',
  { timeout: 120_000 },
  async () => {
    const { alone, hammered } = await measured('silent');
    for (const { streamOf, scenario, printed } of [alone, hammered]) {
      expect(printed).toMatch(admitted('silent'));
      for (const stream of NEIGHBOURS.map(streamOf)) {
        expect(new Set(stream.outcomes)).toEqual(new Set(['ok', 'timed-out']));
        expect(shareOf(stream, 'timed-out')).toBeGreaterThan(0.03);
        expect(waitedMs(stream, 'timed-out')[0]).toBeGreaterThanOrEqual(scenario.timeoutMs);
        expect(waitsOfAll(stream).max).toMatchObject({ isAtLeast: true });
      }
    }
    const heavy = hammered.streamOf('heavy');
    // Each client asks until it meets the request that is never answered, and then waits for the rest of the load.
    expect(waitedMs(heavy, 'unfinished')).toHaveLength(4);
    expect(waitedMs(heavy, 'unfinished')[0]).toBeGreaterThan(hammered.scenario.loadMs / 2);
    expect(waitsOfAll(heavy).max).toMatchObject({ isAtLeast: true });
  },
);

test('a server that is slower than the whole run: every wait is "at least"', { timeout: 120_000 }, async () => {
  const { alone, hammered } = await measured('slow');
  for (const { streamOf, scenario, printed } of [alone, hammered]) {
    expect(printed).toMatch(admitted('slow'));
    for (const stream of NEIGHBOURS.map(streamOf)) {
      expect(shareOf(stream, 'timed-out')).toBe(1);
      expect(waitsOfAll(stream)).toMatchObject({ p50: { isAtLeast: true }, max: { isAtLeast: true } });
      expect(waitsOfAll(stream).p50?.valueMs).toBeGreaterThanOrEqual(scenario.timeoutMs);
    }
  }
  const heavy = hammered.streamOf('heavy');
  expect(heavy.outcomes).toEqual(['unfinished', 'unfinished', 'unfinished', 'unfinished']);
  expect(Math.min(...heavy.latencyMs)).toBeGreaterThan(hammered.scenario.loadMs / 2);
});
