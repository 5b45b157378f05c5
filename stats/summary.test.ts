import { expect, test } from 'vitest';
import { EXAMPLE_TARGETS, URL_EXAMPLE_TARGET, exampleRecord } from './examples/example-record.ts';
import { type Summary, summarize } from './summary.ts';

const waitOf = (summary: Summary, targetName: string, streamName: string): number => {
  const target = summary.targets.find((candidate) => candidate.targetName === targetName);
  return target?.streams.find((stream) => stream.streamName === streamName)?.waitMs.p90?.valueMs ?? Number.NaN;
};

test('summarize() of the example orders targets as the theory of the example does', () => {
  const summary = summarize(exampleRecord());
  expect(waitOf(summary, 'blocking', 'neighbour-warm')).toBeGreaterThan(
    100 * waitOf(summary, 'thread-pool', 'neighbour-warm'),
  );
  // Accepted one a turn, fewer than come: how long they wait depends on how long one looks.
  const cold = summary.targets[0]?.streams.find(({ streamName }) => streamName === 'neighbour-cold');
  expect(cold).toMatchObject({ backlog: { isGrowing: true }, meanMs: null, waitMs: { p50: null, max: null } });
  expect(waitOf(summary, 'async-cpu', 'neighbour-warm') / waitOf(summary, 'blocking', 'neighbour-warm')).toBeCloseTo(
    1,
    0,
  );
});

test('summarize() keeps the order of the record’s targets and streams', () => {
  const { targets } = summarize(exampleRecord());
  expect(targets.map(({ targetName }) => targetName)).toEqual(['blocking', 'async-cpu', 'thread-pool', 'cluster']);
  expect(targets[0]?.streams.map(({ streamName }) => streamName)).toEqual([
    'heavy',
    'neighbour-warm',
    'neighbour-cold',
  ]);
});

test('summarize() finds no target above the limit, nor a task cheaper than D', () => {
  for (const { streams, cpuMsPerTask } of summarize(exampleRecord()).targets) {
    expect(streams[0]?.donePerSecond.value).toBeLessThan(25);
    expect(cpuMsPerTask).toBeGreaterThan(78);
    expect(cpuMsPerTask).toBeLessThan(100);
  }
});

test('summarize() leaves a void trial out of every number but lists it', () => {
  const options = { targets: EXAMPLE_TARGETS.slice(0, 1), roundCount: 2 };
  const alone = summarize(exampleRecord({ ...options, roundCount: 1 })).targets[0];
  const withVoid = summarize(exampleRecord({ ...options, voidTrials: [{ targetName: 'blocking', roundIndex: 1 }] }))
    .targets[0];
  expect(withVoid?.streams).toEqual(alone?.streams);
  expect(withVoid).toMatchObject({
    validTrialCount: 1,
    rssBytesMax: alone?.rssBytesMax,
    voidTrials: [{ roundIndex: 1, code: 'ERR_TRIAL_WRONG_ANSWER', message: expect.stringContaining('answer 17') }],
  });
});

test('summarize() gives a target without a valid trial no streams', () => {
  const voidTrials = [{ targetName: 'blocking', roundIndex: 0 }];
  const [target] = summarize(exampleRecord({ roundCount: 1, voidTrials })).targets;
  expect(target).toMatchObject({ validTrialCount: 0, streams: [], cpuMsPerTask: null, rssBytesMax: null });
});

test('summarize() has no resources for a server that is not ours', () => {
  const [target] = summarize(exampleRecord({ targets: [URL_EXAMPLE_TARGET], roundCount: 1 })).targets;
  expect(target).toMatchObject({ kind: 'url', cpuMsPerTask: null, rssBytesMax: null, loopDelayMsMax: null });
  expect(target?.senderCpuShareMax).toBeCloseTo(0.12);
});

test('summarize() puts the record’s own warnings first and raises none of them twice', () => {
  const own = { code: 'WARN_CONTENDED', message: 'Said before the run.' };
  const { warnings } = summarize({ ...exampleRecord(), warnings: [own] });
  expect(warnings[0]).toEqual(own);
  expect(warnings.filter(({ code }) => code === 'WARN_CONTENDED')).toHaveLength(1);
});

test('summarize() gives the same summary for the same record, and leaves the record alone', () => {
  const record = exampleRecord();
  const first = summarize(record);
  expect(summarize(record)).toEqual(first);
  expect(record).toEqual(exampleRecord());
});

test('summarize() gives what JSON can hold', () => {
  const summary = summarize(exampleRecord({ clientCount: 0 }));
  expect(JSON.parse(JSON.stringify(summary))).toEqual(summary);
});

test('summarize() takes 24 trials of 1200 requests in well under a second', () => {
  const record = exampleRecord({ roundCount: 6, neighboursPerSecond: 100 });
  const startedAtMs = performance.now();
  summarize(record);
  expect(performance.now() - startedAtMs).toBeLessThan(1_000); // some 50 ms; the room is for a busy machine
});
