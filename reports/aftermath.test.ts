import { expect, test } from 'vitest';
import { burstRecord } from '../stats/examples/example-burst.ts';
import { withJobs } from '../stats/examples/example-jobs.ts';
import { exampleRecord } from '../stats/examples/example-record.ts';
import { summarize } from '../stats/summary.ts';
import { aftermath } from './appendix/aftermath.ts';
import { balance } from './charts/balance.ts';
import { jsonReport } from './cells.ts';
import { heavyThroughput } from './charts/heavy-throughput.ts';
import { reportOf } from './example-report.ts';
import { html } from './formats/html.ts';
import { markdown } from './formats/markdown.ts';
import { terminal } from './formats/terminal.ts';
import { glancesOf } from './glance.ts';

const record = burstRecord();
const summary = summarize(record);

const firstLine = (text: string, name: string): string =>
  text.split('\n').find((line) => line.includes(name) && /\d m?s/u.test(line)) ?? '';

test('the table at a glance begins with how long the neighbours took to get well, with its interval', () => {
  const [glance] = glancesOf(summary);
  expect(glance?.columns[0]?.title).toBe('well again after');
  expect(glance?.columns.map(({ title }) => title)).not.toContain('tasks/s');
  const cellOf = (name: string) => glance?.rows.find(({ targetName }) => targetName === name)?.cells[0];
  expect(cellOf('blocking')).toMatchObject({ text: '1.65 s', note: expect.stringMatching(/^1\.\d+-1\.\d+ s$/u) });
  expect(cellOf('thread-pool')).toMatchObject({ text: '0 ms', note: '' });
});

test('every format shows it, the terminal at 80 columns too', () => {
  for (const format of [markdown, html])
    expect(String(format.render(reportOf(record))[0]?.content)).toContain('well again after');
  const text = String(terminal.render(reportOf(record, { widthColumns: 80 }))[0]?.content);
  expect(text).toMatch(/well +warm neighbour waits/u);
  expect(firstLine(text, '● blocking')).toMatch(/blocking +1\.65 s/u);
});

test('a run with clients who leave begins with what the others got done, at which price, and for whom work went on', () => {
  const [glance] = glancesOf(summarize(burstRecord('stayed')));
  expect(glance?.columns.slice(0, 3).map(({ title }) => title)).toEqual(['tasks/s', 'CPU/task', 'worked on for']);
  // They came to leave: that is nothing that went wrong.
  const notOk = glance?.columns.findIndex(({ title }) => title === 'not ok') ?? -1;
  expect(glance?.rows.map(({ cells }) => cells[notOk]?.text)).toEqual(['0', '0', '0', '0']);
});

test('the appendix has each round, and nothing to say of loads that go on', () => {
  const { columns, rows } = aftermath.table(record, summary);
  expect(rows[0]?.[0]).toBe('blocking');
  expect(rows[0]?.[columns.indexOf('Each round')]).toBe('1.50 s, 1.65 s, 1.80 s');
  expect(rows[0]?.[columns.indexOf('Well up to')]).toBe('21 ms');
  const steady = exampleRecord();
  expect(aftermath.table(steady, summarize(steady)).rows).toEqual([]);
});

test('accounts tell those who left from those who were given up otherwise, where anybody left', () => {
  const { columns, rows } = balance.table(record, summary);
  const at = (name: string): string | undefined => rows[0]?.[columns.indexOf(name)];
  expect([at('Cancelled'), at('of them left'), at('Balance')]).toEqual(['15', '15', 'balances']);
  const steady = exampleRecord();
  expect(balance.table(steady, summarize(steady)).columns).not.toContain('of them left');
});

test('jobs of several heavy streams have a row each that says which', () => {
  const jobs = withJobs(record, 'thread-pool');
  const leaving = {
    ...jobs,
    trials: jobs.trials.map((trial) => ({
      ...trial,
      streams: trial.streams.map((samples) =>
        samples.streamName === 'heavy-leaving' && trial.targetName === 'thread-pool'
          ? {
              ...samples,
              acceptedAtMs: samples.sentAtMs.map((ms) => ms + 1),
              jobStates: samples.sentAtMs.map(() => 'cancelled' as const),
            }
          : samples,
      ),
    })),
  };
  const { columns, rows } = balance.table(leaving, summarize(leaving));
  const ofJobs = rows.filter((row) => row[columns.indexOf('Counted')] === 'jobs');
  expect(ofJobs.map((row) => row[columns.indexOf('Stream')])).toEqual(['heavy', 'heavy, leaving']);
});

test('json has both figures of each target, and null of loads that go on', () => {
  expect(jsonReport(summary, 'record.json').cells[0]?.aftermath).toMatchObject({
    wellAgainMs: expect.closeTo(1_650),
    atLeast: [],
  });
  expect(jsonReport(summarize(exampleRecord()), 'record.json').cells[0]?.aftermath).toBeNull();
});

test('a burst is no throughput: its picture is left out', () => {
  expect(heavyThroughput.isShown?.(record, summary)).toBe(false);
  expect(heavyThroughput.isShown?.(exampleRecord(), summary)).toBe(true);
});
