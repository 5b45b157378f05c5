import { pathToFileURL } from 'node:url';
import path from 'node:path';
import process from 'node:process';
import { Command, Option } from 'commander';
import { runCommand } from '../bench/command.ts';
import { interruption, tellBelow } from '../bench/interruption.ts';
import { choosesColor } from '../reports/color-choice.ts';
import { penOfTerminal } from './runner/pen.ts';
import { plainText } from '../reports/plain-text.ts';
import { choosesAscii } from '../reports/unicode-choice.ts';
import { parseArguments, wholeNumber } from '../servers/arguments.ts';
import { HarnessError } from '../servers/errors.ts';
import { LESSONS } from './lessons/in-order.ts';
import { checkCommand, hintCommand, resetCommand, runCommandOf, startCommand } from './runner/lesson-commands.ts';
import {
  classCommand,
  compareCommand,
  doctorCommand,
  progressCommand,
  reviewCommand,
  solutionCommand,
} from './runner/look-commands.ts';
import { type Playground, playgroundAt } from './runner/playground.ts';
import { loadProgress, saveProgress } from './runner/progress.ts';
import { type WatchChoice, sitsAtKeyboard, watchCommand } from './runner/watch.ts';
import type { Workshop } from './runner/workshop.ts';

const LAST_LESSON = 99;

const AFTER = `
Examples:
  npm run workshop                          opens the next lesson
  npm run workshop -- run --predict 5,400   without being asked
  npm run workshop -- check

Exit codes: 0 passed or done, 1 not yet, 2 the command cannot be carried out, 4 inconclusive on this machine now,
130 ended by Ctrl-C.`;

interface Flags {
  readonly classroom?: boolean;
  readonly predict?: string;
  readonly playground?: string;
}

type Action = (workshop: Workshop, number: number | undefined) => Promise<number>;

const ACTIONS: Readonly<Record<string, readonly [summary: string, action: Action]>> = {
  start: ['opens a lesson: copies its starter to the playground and tells its story', startCommand],
  run: ['shows the demonstration, after your predictions', runCommandOf],
  check: ['measures what you wrote', checkCommand],
  hint: ['shows one more hint', hintCommand],
  solution: ['shows our solution, after yours has passed', solutionCommand],
  compare: ['shows in which lines ours differs from yours, after yours has passed', compareCommand],
  reset: ['puts the starter back; keeps what you wrote', resetCommand],
};

/** Those that are about no single lesson. */
const OVERVIEWS: Readonly<Record<string, readonly [summary: string, action: (workshop: Workshop) => Promise<number>]>> =
  {
    progress: ['shows how far you are', progressCommand],
    review: ['shows your predictions beside the truth, the furthest off first', reviewCommand],
    doctor: ['tells whether this machine is fit: cores, noise, ports, offline', doctorCommand],
  };

const INTERRUPTION = {
  what: 'workshop',
  tell: tellBelow,
  texts: () => ({
    first: 'Your files and your progress are kept.',
    second: 'Ended at once.',
  }),
};

/** Whoever once asked for smaller tasks has them until told otherwise. */
async function sizeOf({ progressFile }: Playground, classroom: boolean | undefined): Promise<boolean> {
  const progress = await loadProgress(progressFile);
  const { isClassroom = false } = progress;
  if (classroom === undefined || classroom === isClassroom) return isClassroom;
  await saveProgress(progressFile, { ...progress, isClassroom: classroom });
  return classroom;
}

async function workshopOf({ classroom, predict, playground: folder }: Flags): Promise<Workshop> {
  const root =
    folder === undefined
      ? new URL('./playground/', import.meta.url)
      : pathToFileURL(`${path.resolve(folder)}${path.sep}`);
  const playground = playgroundAt(root);
  return {
    lessons: LESSONS,
    playground,
    pen: penOfTerminal({
      hasColor: choosesColor('auto', process.env, process.stdout.isTTY),
      isAscii: choosesAscii(false, process.env, process.platform),
    }),
    isClassroom: await sizeOf(playground, classroom),
    predict,
    signal: interruption(INTERRUPTION),
  };
}

/** @throws {HarnessError} ERR_USAGE */
function watchChoice(isManual: boolean): WatchChoice {
  const hasKeys = sitsAtKeyboard();
  if (isManual && !hasKeys)
    throw new HarnessError(
      'ERR_USAGE',
      'watch --manual needs a terminal to press keys at: type npm run workshop -- check',
    );
  return { hasKeys, isManual };
}

function unknownCommand(name: string, { commands }: Command): HarnessError {
  const known = commands.map((one) => one.name()).join(', ');
  return new HarnessError('ERR_USAGE', `There is no command "${plainText(name)}": the commands are ${known}`);
}

async function main(argv: readonly string[]): Promise<number> {
  let exitCode = Promise.resolve(0);
  const command = new Command('npm run workshop --')
    .description('Lessons that measure: predict, run, explain, modify, check.')
    .option('--classroom', 'smaller tasks, for weak laptops, from now on')
    .option('--no-classroom', 'tasks of the usual size again')
    .option('--predict <numbers>', 'your predictions, with commas between them')
    .addOption(new Option('--playground <folder>', 'where your files are kept').hideHelp())
    .addHelpText('after', AFTER);
  const withWorkshop = async (run: (workshop: Workshop) => Promise<number>): Promise<number> =>
    run(await workshopOf(command.opts<Flags>()));
  const addLessonCommand = (name: string, summary: string): Command =>
    command
      .command(name)
      .description(summary)
      .argument(
        '[lesson]',
        'its number; the one under way where it is left out',
        wholeNumber({ min: 1, max: LAST_LESSON }),
      );
  for (const [name, [summary, action]] of Object.entries(ACTIONS))
    addLessonCommand(name, summary).action((number: number | undefined) => {
      exitCode = withWorkshop(async (workshop) => action(workshop, number));
    });
  for (const [name, [summary, action]] of Object.entries(OVERVIEWS))
    command
      .command(name)
      .description(summary)
      .action(() => {
        exitCode = withWorkshop(action);
      });
  addLessonCommand('watch', 'checks after each save, and has a key for everything else')
    .option('--manual', 'keys only, where saves are not noticed')
    .action((number: number | undefined, { manual }: { readonly manual?: true }) => {
      exitCode = withWorkshop(async (workshop) => watchCommand(workshop, number, watchChoice(manual === true)));
    });
  command
    .command('class')
    .description('shows what a class predicted, from progress files that learners handed in')
    .argument('<folder>', "with a copy of each learner's workshop/playground/progress.json, as NAME.json")
    .action((folder: string) => {
      exitCode = withWorkshop(async (workshop) => classCommand(workshop, folder));
    });
  // What is no command's name would be one argument too many otherwise.
  command.allowExcessArguments().action(() => {
    const [unknown] = command.args;
    if (unknown !== undefined) throw unknownCommand(unknown, command);
    exitCode = withWorkshop(async (workshop) => startCommand(workshop, undefined));
  });
  parseArguments(command, argv);
  return exitCode;
}

// Whoever pipes a screen into `head` has seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

await runCommand(main);
