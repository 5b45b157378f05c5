import { execFile } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { RootCommand, ShellCompDirective, script } from '@bomb.sh/tab';
import { Argument, Command } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { parseArguments } from '../servers/arguments.ts';
import { runCommand } from './command.ts';
import { EXIT } from './exit-code.ts';
import { type CommandHelp, type HelpFlag, readHelp } from './help-flags.ts';

const PROGRAM = 'holdup';
const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;
const HELP_MS = 10_000;

const AFTER = `
Examples:
  npm link                                                     makes holdup a command in every folder
  npm run --silent completion -- bash >> ~/.bashrc
  npm run --silent completion -- zsh >> ~/.zshrc
  npm run --silent completion -- fish > ~/.config/fish/completions/holdup.fish

Exit codes: 0 all went well, 2 the command cannot be carried out.`;

/** What the script of bash takes from the package bash-completion, for those who lack it; and files, where it has nothing to offer. */
const BASH_BEFORE = `if ! declare -F _get_comp_words_by_ref >/dev/null; then
  _get_comp_words_by_ref() {
    cur="\${COMP_WORDS[COMP_CWORD]}"
    prev="\${COMP_WORDS[COMP_CWORD-1]}"
    words=("\${COMP_WORDS[@]:0:COMP_CWORD+1}")
    cword="$COMP_CWORD"
  }
fi`;
const BASH_AFTER = `complete -o default -F __${PROGRAM}_complete ${PROGRAM}`;

/** Each npm script that runs a file of ours: name -> file, as `holdup` itself has it. */
const entries = new Map(
  Object.entries(packageJson.scripts).flatMap(([name, text]) => {
    const [, entry] = /^node (\S+\.ts)$/.exec(text) ?? [];
    return entry === undefined || name.includes(':') ? [] : [[name, entry] as const];
  }),
);

async function helpOf(entry: string): Promise<CommandHelp> {
  const file = fileURLToPath(new URL(`../${entry}`, import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [file, '--help'], { timeout: HELP_MS });
  return readHelp(stdout);
}

/** Where only the reader's own files can be meant, the shell knows more. */
const isPlace = (placeholder: string | null): boolean => /file|folder|record/.test(placeholder ?? '');

/** In a list with commas, what is offered follows what stands there already. */
const offered = ({ values, description }: HelpFlag, word: string): string[] => {
  const before = description.startsWith('comma-separated') ? word.slice(0, word.lastIndexOf(',') + 1) : '';
  return values.map((value) => before + value);
};

function asksForFile({ flags, argumentNames }: CommandHelp, words: readonly string[]): boolean {
  const word = words.at(-1) ?? '';
  const before = flags.find(({ flag }) => flag === words.at(-2));
  if (word.startsWith('-')) return false;
  if (before !== undefined && before.placeholder !== null)
    return isPlace(before.placeholder) && (before.values.length === 0 || /[./]/.test(word));
  return argumentNames.length > 0;
}

/** Answers what a shell asks: on standard output, in the way that the shell's script reads. @param words what stands behind `holdup` */
async function complete(words: readonly string[]): Promise<void> {
  const root = new RootCommand();
  for (const name of entries.keys()) root.command(name, '');
  const [name = ''] = words;
  const entry = words.length > 1 ? entries.get(name) : undefined;
  if (entry !== undefined) {
    const help = await helpOf(entry);
    if (asksForFile(help, words)) {
      process.stdout.write(`:${ShellCompDirective.ShellCompDirectiveDefault}\n`);
      return;
    }
    const command = root.command(name, '');
    for (const one of help.flags) {
      const { flag, placeholder, description } = one;
      const offer = (tell: (value: string, text: string) => void): void =>
        offered(one, words.at(-1) ?? '').forEach((value) => tell(value, ''));
      if (placeholder === null) command.option(flag.slice(2), description);
      else command.option(flag.slice(2), description, offer);
    }
  }
  root.parse([...words]);
}

async function main(argv: readonly string[]): Promise<number> {
  if (argv[0] === 'complete') {
    await complete(argv.slice(argv[1] === '--' ? 2 : 1));
    return EXIT.ok;
  }
  const command = new Command('npm run --silent completion --')
    .description(
      `Prints the script that lets a shell complete the command ${PROGRAM}: commands, flags and their values.`,
    )
    .addArgument(new Argument('<shell>', 'the shell').choices(SHELLS))
    .addHelpText('after', AFTER);
  parseArguments(command, argv);
  const [shell = ''] = command.args;
  if (shell === 'bash') process.stdout.write(`${BASH_BEFORE}\n`);
  script(shell, PROGRAM, PROGRAM);
  if (shell === 'bash') process.stdout.write(`${BASH_AFTER}\n`);
  return EXIT.ok;
}

await runCommand(main);
