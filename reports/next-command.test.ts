import { expect, test } from 'vitest';
import type { ExampleOptions } from '../stats/examples/example-record.ts';
import { exampleRecord } from '../stats/examples/example-record.ts';
import type { RunRecord } from '../stats/record.ts';
import { summarize } from '../stats/summary.ts';
import { nextCommand } from './next-command.ts';

const GOOD = { roundCount: 6, neighboursPerSecond: 120, availableCoreCount: 4 } as const satisfies ExampleOptions;

const nextOf = (
  options: ExampleOptions,
  more: Partial<RunRecord> = {},
  words: readonly string[] | null = ['reports/runs/x'],
): string => {
  const record: RunRecord = {
    ...exampleRecord({ ...GOOD, ...options }),
    command: 'npm run bench -- --seed 7',
    ...more,
  };
  return nextCommand(summarize(record), record, words);
};

test.each([
  { what: 'a run with nothing to mend', options: {}, more: {}, command: 'npm run report -- reports/runs/x --open' },
  {
    what: 'too few rounds',
    options: { roundCount: 2 },
    more: {},
    command: 'npm run bench -- --seed 7 --rounds 6',
  },
  {
    what: 'too few rounds that were asked for',
    options: { roundCount: 2 },
    more: { command: 'npm run bench -- --rounds 2 --strategy blocking --rounds=2 --seed 7' },
    command: 'npm run bench -- --strategy blocking --seed 7 --rounds 6',
  },
  {
    what: 'a quick run',
    options: {},
    more: { isQuick: true, command: 'npm run bench -- --quick --seed 7' },
    command: 'npm run bench -- --seed 7',
  },
  {
    what: 'a run that ended early',
    options: {},
    more: { status: 'partial' },
    command: 'npm run bench -- --seed 7',
  },
  { what: 'an instrument that failed', options: { selfTest: 'failed' }, more: {}, command: 'npm run selftest' },
  {
    what: 'a command that is none of ours',
    options: { roundCount: 2 },
    more: { command: 'rm -rf / --quick', isQuick: true, status: 'partial' },
    command: 'npm run report -- reports/runs/x --open',
  },
] as const)('nextCommand() of $what is $command', ({ options, more, command }) => {
  expect(nextOf(options, more)).toBe(command);
});

test('nextCommand() asks for as long a load as a warning names', () => {
  const record = { ...exampleRecord(GOOD), command: 'npm run bench -- --seed 7' };
  const warnings = [{ code: 'WARN_SHORT_LOAD', message: 'It is short. Load for longer with --duration 9.' }];
  expect(nextCommand({ ...summarize(record), warnings }, record, [])).toBe('npm run bench -- --seed 7 --duration 9');
});

test('nextCommand() leads to the other runs where the page of this one is open already', () => {
  expect(nextOf({}, {}, null)).toBe('npm run report -- --gallery --open');
});

test('nextCommand() quotes what a shell would take apart', () => {
  expect(nextOf({}, {}, ["it's mine; rm -rf", '--out', 'a b'])).toBe(
    String.raw`npm run report -- 'it'\''s mine; rm -rf' --out 'a b' --open`,
  );
});
