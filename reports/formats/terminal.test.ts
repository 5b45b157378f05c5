import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { withDatabase } from '../../stats/examples/example-database.ts';
import { withJobs } from '../../stats/examples/example-jobs.ts';
import { EXAMPLE_TARGETS, exampleRecord } from '../../stats/examples/example-record.ts';
import { FULL_OPTIONS, HOSTILE_OPTIONS, exampleReport, reportOf, withTimeouts } from '../example-report.ts';
import type { Report } from '../format.ts';
import { columnsOf } from '../plain-text.ts';
import { terminal } from './terminal.ts';

const linesOf = (report: Report): string[] => String(terminal.render(report)[0]?.content).split('\n');
const rowOf = (report: Report, targetName: string): string => {
  const lines = linesOf(report);
  const start = lines.findIndex((line) => line.slice(2).startsWith(`${targetName} `) && /^[●▲■◆]/u.test(line));
  return lines.slice(start, start + 2).join('\n');
};

test.each([{ widthColumns: 60 }, { widthColumns: 80 }, { widthColumns: 100 }, { widthColumns: 200 }])(
  'terminal keeps within $widthColumns columns, in colour too',
  ({ widthColumns }) => {
    const targets = [...(HOSTILE_OPTIONS.targets ?? [])].map((target, index) =>
      index === 3 ? { ...target, name: 'process-per-request' } : target,
    );
    for (const hasColor of [false, true]) {
      const lines = linesOf(exampleReport({ targets }, { widthColumns, hasColor }));
      const tooLong = lines.filter((line) => columnsOf(stripVTControlCharacters(line)) > widthColumns);
      expect(tooLong).toEqual([]);
      const full = linesOf(exampleReport({ ...FULL_OPTIONS, selfTest: 'failed' }, { widthColumns, hasColor }));
      expect(full.filter((line) => columnsOf(stripVTControlCharacters(line)) > widthColumns)).toEqual([]);
    }
  },
);

/** The lines of the heartbeats, head first. */
function heartbeats(report: Report): string[] {
  const lines = linesOf(report);
  const start = lines.findIndex((line) => line.startsWith('Heartbeat'));
  return lines.slice(start, lines.indexOf('', start));
}

test('terminal draws the heartbeat of each target: stalls as gaps with the length of the longest, under the phases', () => {
  const lines = heartbeats(exampleReport());
  expect(lines[0]).toMatch(/^Heartbeat of the neighbours in a typical round: longest wait in each \d+ ms$/u);
  expect(lines[1]).toMatch(/^ {14}│quiet +│load +│recovery +longest$/u);
  const rowOfTarget = (name: string): string => lines.find((line) => line.slice(2).startsWith(name)) ?? '';
  expect(rowOfTarget('blocking')).toMatch(/^● blocking +▁+█░{3,}█[▁-█░ \dms]+▁+ +\d+ ms$/u);
  expect(rowOfTarget('thread-pool')).toMatch(/^■ thread-pool [▁▂▃▄ ]+ +[\d.]+ ms$/u);
});

test('terminal writes the length of the longest stall into its gap where that has room', () => {
  const wide = heartbeats(exampleReport({ neighboursPerSecond: 120, clientCount: 24 }, { widthColumns: 140 })).join(
    '\n',
  );
  expect(wide).toMatch(/█░+ ([\d.]+ m?s) silent ░+.* \1$/mu);
});

test('terminal names the level that its heartbeats are of, and draws none without a trial', () => {
  const levels = exampleReport({ levels: 'open', roundCount: 1 });
  expect(heartbeats(levels)[0]).toContain('Heartbeat of the neighbours at 9/s in a typical round');
  const voidTrials = EXAMPLE_TARGETS.map(({ name }) => ({ targetName: name, roundIndex: 0 }));
  expect(linesOf(exampleReport({ roundCount: 1, voidTrials })).join('\n')).not.toContain('Heartbeat');
});

test('terminal prints nothing but ASCII where it is asked to', () => {
  const report = exampleReport({ ...FULL_OPTIONS, neighboursPerSecond: 120 }, { isAscii: true });
  expect(linesOf(report).join('\n')).toMatch(/^[\u0020-\u007E\n]+$/u);
  const plain = heartbeats(exampleReport({}, { isAscii: true }));
  expect(plain[1]).toMatch(/^ {14}\|quiet +\|load +\|recovery +longest$/u);
  expect(plain.join('\n')).toMatch(/^o blocking +\|+!\.+![!.| \dms]+\|+ +\d+ ms$/mu);
  expect(plain.join('\n')).toMatch(/^# thread-pool [| ]+ +[\d.]+ ms$/mu);
});

test('terminal marks what is no different from the reference, before the number', () => {
  const lines = linesOf(exampleReport({ roundCount: 6, availableCoreCount: 4 }, { widthColumns: 120 }));
  expect(lines.find((line) => line.startsWith('▲ async-cpu'))).toMatch(/ [~≈] \d+ ms /u);
  expect(lines.find((line) => line.startsWith('● blocking'))).not.toMatch(/[~≈]/u);
  expect(lines.join(' ')).toMatch(/~ no difference was shown from blocking\./u);
});

test('terminal shows more columns and a longer heartbeat where there is room', () => {
  const widthOf = (widthColumns: number): number =>
    heartbeats(exampleReport({ neighboursPerSecond: 120 }, { widthColumns }))[2]?.length ?? 0;
  expect(widthOf(60)).toBeLessThan(widthOf(80));
  expect(widthOf(80)).toBeLessThan(widthOf(120));
  const headOf = (widthColumns: number): string =>
    linesOf(exampleReport({}, { widthColumns })).find((line) => line.startsWith('target')) ?? '';
  expect(headOf(80)).not.toContain('memory');
  expect(headOf(120)).toContain('memory');
});

test('terminal says first that a report is not trusted, and how many known answers were found', () => {
  const lines = linesOf(exampleReport({ selfTest: 'failed', roundCount: 1 }));
  expect(lines.slice(0, 2)).toEqual(['! NOT TRUSTED', expect.stringContaining('did not find answers')]);
  expect(lines).toContain('Self-test  2 of 4 known answers found (short)');
});

test('terminal has a table for each level, their columns one below the other', () => {
  const lines = linesOf(exampleReport({ levels: 'open', roundCount: 6 }));
  const heads = lines.filter((line) => line.startsWith('target'));
  expect(heads).toHaveLength(3);
  expect(new Set(heads).size).toBe(1);
  expect(lines.join('')).not.toContain('…');
  for (const name of ['5/s', '9/s', '18/s']) expect(lines).toContain(name);
});

test('terminal says unstable, and how fast, where arrivals outran completions', () => {
  expect(rowOf(exampleReport(), 'blocking')).toMatch(/unstable[\s\S]+\+\d+\/s/u);
});

test('terminal sets accepted against done, and says where the accepted jobs stood, within its columns', () => {
  const stable = reportOf(withJobs(exampleRecord({ hasStamps: true }), 'thread-pool'));
  const told = (report: Report): string =>
    linesOf(report)
      .join('\n')
      .replaceAll(/\n {2}/gu, ' ');
  expect(told(stable)).toMatch(
    /^thread-pool\s+accepted after 1\.5 ms, begun after \d+ ms, done after \d+ ms, in hand after \d+ ms; (\d+) submitted = \d+ finished \+ \d+ in the backlog \+ 0 lost$/mu,
  );
  const overloaded = reportOf(withJobs(exampleRecord({ hasStamps: true, heavyPerSecond: 40 }), 'thread-pool'));
  expect(told(overloaded)).toMatch(
    /^thread-pool\s+accepted after 1\.7 ms, UNSTABLE, backlog \+\d+\/s; \d+ submitted/mu,
  );
  expect(linesOf(overloaded).filter((line) => columnsOf(line) > 80)).toEqual([]);
  expect(told(exampleReport())).not.toContain('Accepted');
});

test('terminal tells what a database took beside the work, and that input and output are in it', () => {
  const record = withDatabase(exampleRecord({ hasStamps: true }), 0.25);
  const streams = record.scenario.streams.map((stream) =>
    stream.ask.kind === 'task' ? { ...stream, ask: { ...stream.ask, rowKey: 'measured' } } : stream,
  );
  const report = reportOf({ ...record, scenario: { ...record.scenario, streams } });
  const text = linesOf(report).join(' ').replaceAll(/\s+/gu, ' ');
  expect(text).toMatch(/blocking 0\.25 ms; before the work [\d.]+ m?s, the work [\d.]+ ms, after it [\d.]+ ms/u);
  expect(text).toContain('read from the server’s database');
  expect(linesOf(report).filter((line) => columnsOf(line) > 80)).toEqual([]);
  expect(linesOf(exampleReport()).join(' ')).not.toContain('database');
});

test('terminal lists invalid trials with the gate and the rounds, and a target without enough others as INVALID', () => {
  const invalidTrials = [0, 2].map((roundIndex) => ({ targetName: 'cluster', roundIndex }));
  const one = exampleReport({ invalidTrials: invalidTrials.slice(1) });
  expect(linesOf(one).join('\n')).toMatch(/^desync\n {2}cluster, round 3: 3 answers/mu);
  expect(rowOf(one, 'cluster')).not.toContain('INVALID');
  const both = exampleReport({ invalidTrials });
  expect(linesOf(both).join(' ')).toMatch(/INVALID\s+cluster, 2 of 3 rounds: too many failed a gate/u);
  expect(rowOf(both, 'cluster')).toContain('INVALID');
});

test('terminal has all of the four strategies on 80 columns: p50, p99, longest, cold, rate, limit, not ok, CPU', () => {
  const report = exampleReport({ neighboursPerSecond: 120 });
  const row = rowOf(report, 'thread-pool');
  expect(row).toMatch(/^■ thread-pool +[\d.]+ ms +[\d.]+ ms +[\d.]+ ms +[\d.]+ ms +[\d.]+ +\d+ % +0 +\d+ ms\n/u);
});

test('terminal prints colours only when asked to', () => {
  const escape = String.fromCodePoint(27);
  expect(linesOf(exampleReport()).join('')).not.toContain(escape);
  const colored = linesOf(exampleReport({}, { hasColor: true })).join('\n');
  expect(colored).toContain(escape);
  expect(stripVTControlCharacters(colored)).toBe(linesOf(exampleReport()).join('\n'));
});

test('terminal says n/a and n where too few requests were due for a percentile', () => {
  expect(rowOf(exampleReport({ roundCount: 1, neighboursPerSecond: 10 }), 'blocking')).toMatch(/n\/a[\s\S]+n \d+/u);
});

test('terminal compares by p90 where there are too few requests for a p99', () => {
  expect(linesOf(exampleReport({ roundCount: 1 })).join('\n')).toMatch(/p50 +p90 +max +p90/u);
  expect(linesOf(exampleReport({ roundCount: 6 })).join('\n')).toMatch(/p50 +p99 +max +p99/u);
});

test('terminal says >= where requests never got an answer', () => {
  const record = withTimeouts(exampleRecord({ neighboursPerSecond: 120 }), 'neighbour-warm');
  expect(rowOf(reportOf(record), 'blocking')).toContain('>= ');
});

test('terminal tells each warning with its code, and void trials with theirs', () => {
  const voidTrials = [0, 1, 2].map((roundIndex) => ({ targetName: 'cluster', roundIndex }));
  const report = exampleReport({ voidTrials });
  const text = linesOf(report).join('\n');
  for (const { code } of report.summary.warnings) expect(text).toContain(code);
  expect(text).toMatch(/ERR_TRIAL_WRONG_ANSWER\n {2}cluster, round 1, 2, 3:/u);
  expect(rowOf(report, 'cluster')).toContain('void');
});
