import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { startVitest } from 'vitest/node';
import { runCommand } from '../../bench/command.ts';
import { parseArguments, wholeNumber } from '../../servers/arguments.ts';
import { HarnessError } from '../../servers/errors.ts';
import { folderName } from '../lesson-text.ts';
import { LESSONS } from './in-order.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const REPEAT = { min: 1, max: 1_000 };

interface RepeatOptions {
  readonly repeat: number;
  readonly lesson?: readonly string[];
}

const WHAT = `Shows again and again that the starter of each lesson fails its check for the reason that the lesson is about,
and that its solution passes. For a machine that does nothing else: 20 times take 3 to 8 minutes a lesson, and half an
hour for the last one.`;

const EXAMPLES = `
Examples:
  npm run test:lessons                                     each lesson once
  npm run test:lessons -- --repeat 20 --lesson take-turns
  npm run test:lessons -- --repeat 20 --lesson 3,9

Exit codes: 0 each time as it should be, 1 not so, 2 the command cannot be carried out, 130 ended by Ctrl-C.`;

function readOptions(argv: readonly string[]): RepeatOptions {
  const command = new Command('npm run test:lessons --')
    .description(WHAT)
    .addHelpText('after', EXAMPLES)
    .option('--repeat <number>', 'how often each check is made', wholeNumber(REPEAT), REPEAT.min)
    .option('--lesson <lessons>', 'comma-separated names or numbers (default: all)', (text: string) =>
      text.split(',').map((word) => word.trim()),
    );
  parseArguments(command, argv);
  return command.opts<RepeatOptions>();
}

/** @throws {HarnessError} ERR_USAGE */
function foldersOf(words: readonly string[] | undefined): readonly string[] {
  if (words === undefined) return LESSONS.map(folderName);
  return words.map((word) => {
    const lesson = LESSONS.find(({ name, number }) => name === word || String(number) === word);
    if (lesson !== undefined) return folderName(lesson);
    const known = LESSONS.map(({ name, number }) => `${number} ${name}`).join(', ');
    throw new HarnessError('ERR_USAGE', `There is no lesson "${word}": the lessons are ${known}`);
  });
}

async function main(argv: readonly string[]): Promise<number> {
  const { repeat, lesson } = readOptions(argv);
  const folders = foldersOf(lesson);
  process.env['HOLDUP_LESSON_REPEATS'] = String(repeat);
  const vitest = await startVitest('test', ['workshop/lessons/lessons.test.ts'], {
    root: ROOT,
    watch: false,
    testNamePattern: new RegExp(`(?:starter|solution) of (?:${folders.join('|')}) `),
  });
  await vitest.close();
  return Number(process.exitCode ?? 0);
}

await runCommand(main);
