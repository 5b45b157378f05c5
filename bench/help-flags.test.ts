import { expect, test } from 'vitest';
import { benchCommand } from './bench-command.ts';
import { readHelp } from './help-flags.ts';

const help = readHelp(benchCommand().helpInformation());

test('readHelp() finds every flag that the command has, and whether it takes a value', () => {
  const found = help.flags.map(({ flag, placeholder }) => [flag, placeholder !== null]);
  const defined = benchCommand().options.map(({ long, required }) => [long, required]);
  expect(found).toEqual([...defined, ['--help', false]]);
});

test.each([
  { flag: '--cores', values: ['auto', 'shared', 'split'] },
  { flag: '--arrivals', values: ['poisson', 'even'] },
  { flag: '--rounds', values: [] },
])('readHelp() finds what may be typed behind $flag', ({ flag, values }) => {
  expect(help.flags.find((one) => one.flag === flag)?.values).toEqual(values);
});

test('readHelp() finds names that a sentence lists, over the ends of lines', () => {
  const values = (flag: string): readonly string[] => help.flags.find((one) => one.flag === flag)?.values ?? [];
  expect(values('--strategy')).toEqual(expect.arrayContaining(['blocking', 'thread-pool', 'cluster-pool']));
  expect(values('--task')).toEqual(expect.arrayContaining(['spin', 'csv-report']));
  expect(values('--scenario')).toEqual(expect.arrayContaining(['neighbours', 'tiny-tasks']));
});

test('readHelp() knows optional values, and arguments that are no flags', () => {
  const text =
    'Usage: report [options] [record]\n\nOptions:\n  --markdown [file]  print\n  -h, --help         display help\n';
  expect(readHelp(text)).toEqual({
    flags: [
      { flag: '--markdown', placeholder: 'file', description: 'print', values: [] },
      { flag: '--help', placeholder: null, description: 'display help', values: [] },
    ],
    argumentNames: ['record'],
  });
});
