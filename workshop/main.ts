import { pathToFileURL } from 'node:url';
import path from 'node:path';
import process from 'node:process';
import { Command, Option } from 'commander';
import { runCommand } from '../bench/command.ts';
import { choosesColor } from '../reports/color-choice.ts';
import { penOfTerminal } from './runner/pen.ts';
import { choosesAscii } from '../reports/unicode-choice.ts';
import { parseArguments, wholeNumber } from '../servers/arguments.ts';
import { HarnessError } from '../servers/errors.ts';
import * as lessonList from './lessons/index.ts';
import {
  type Workshop,
  checkCommand,
  doctorCommand,
  hintCommand,
  progressCommand,
  resetCommand,
  reviewCommand,
  runCommandOf,
  solutionCommand,
  startCommand,
} from './runner/commands.ts';
import { copyOf, playgroundAt } from './runner/playground.ts';
import { loadProgress } from './runner/progress.ts';
import { nextLesson } from './runner/screens.ts';
import { watchFolder } from './runner/watch.ts';

const LAST_LESSON = 99;

const AFTER = `
Examples:
  npm run workshop                          opens the next lesson
  npm run workshop -- run --predict 5,400   without being asked
  npm run workshop -- check

Exit codes: 0 passed or done, 1 not yet, 2 the command cannot be carried out, 4 inconclusive on this machine now.`;

interface Flags {
  readonly classroom?: true;
  readonly predict?: string;
  readonly playground?: string;
}

type Action = (workshop: Workshop, number: number | undefined) => Promise<number>;

/** Checks the current lesson after each save. */
const watchCommand: Action = async (workshop, number) => {
  const progress = await loadProgress(workshop.playground.progressFile);
  const { lessons, playground, signal } = workshop;
  const lesson =
    lessons.find((one) => (number === undefined ? one.name === progress.current : one.number === number)) ??
    nextLesson(progress, lessons);
  if (lesson === undefined) return checkCommand(workshop, number);
  // The first check makes the copy that is watched.
  return watchFolder(copyOf(playground, lesson), async () => checkCommand(workshop, lesson.number), signal);
};

const ACTIONS: Readonly<Record<string, readonly [summary: string, action: Action]>> = {
  start: ['opens a lesson: copies its starter to the playground and tells its story', startCommand],
  run: ['shows the demonstration, after your predictions', runCommandOf],
  check: ['measures what you wrote', checkCommand],
  watch: ['checks after each save', watchCommand],
  hint: ['shows one more hint', hintCommand],
  solution: ['shows our solution, after yours has passed', solutionCommand],
  progress: ['shows how far you are', progressCommand],
  review: ['shows your predictions beside the truth, the furthest off first', reviewCommand],
  reset: ['puts the starter back; keeps what you wrote', resetCommand],
  doctor: ['tells whether this machine is fit: cores, noise, ports, offline', doctorCommand],
};

function interruption(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const)
    process.once(name, () =>
      controller.abort(new HarnessError('ERR_INTERRUPTED', `The workshop was ended by ${name}`)),
    );
  return controller.signal;
}

function workshopOf({ classroom, predict, playground }: Flags): Workshop {
  const root =
    playground === undefined
      ? new URL('./playground/', import.meta.url)
      : pathToFileURL(`${path.resolve(playground)}${path.sep}`);
  return {
    lessons: Object.values(lessonList).toSorted((a, b) => a.number - b.number),
    playground: playgroundAt(root),
    pen: penOfTerminal({
      hasColor: choosesColor('auto', process.env, process.stdout.isTTY),
      isAscii: choosesAscii(false, process.env, process.platform),
    }),
    isClassroom: classroom === true,
    predict,
    signal: interruption(),
  };
}

async function main(argv: readonly string[]): Promise<number> {
  let exitCode = Promise.resolve(0);
  const command = new Command('npm run workshop --')
    .description('Lessons that measure: predict, run, explain, modify, check.')
    .option('--classroom', 'smaller tasks, for weak laptops')
    .option('--predict <numbers>', 'your predictions, with commas between them')
    .addOption(new Option('--playground <folder>', 'where your files are kept').hideHelp())
    .addHelpText('after', AFTER);
  const flags = (): Flags => command.opts<Flags>();
  for (const [name, [summary, action]] of Object.entries(ACTIONS))
    command
      .command(name)
      .description(summary)
      .argument(
        '[lesson]',
        'its number; the one under way where it is left out',
        wholeNumber({ min: 1, max: LAST_LESSON }),
      )
      .action((number: number | undefined) => {
        exitCode = action(workshopOf(flags()), number);
      });
  command.action(() => {
    exitCode = startCommand(workshopOf(flags()), undefined);
  });
  parseArguments(command, argv);
  return exitCode;
}

// Whoever pipes a screen into `head` has seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

await runCommand(main);
