/** A record is made to be shown to others. */
export const withoutPassword = (word: string): string => word.replace(/(:\/\/[^/@:]*):[^/@]*@/, '$1:PASSWORD@');

/** Where to write and which file to read are the first run's own affair. */
const OWN: ReadonlySet<string | undefined> = new Set(['--out', '--config']);
/** How its report is shown, too. */
const SHOWN: ReadonlySet<string> = new Set(['--json', '--csv', '--open', '--ascii']);

/** The words of a command line as a shell takes them; into a folder of its own, as the first run keeps its own. */
export function commandWords(argv: readonly string[]): string[] {
  return argv
    .filter((word, index) => !OWN.has(word) && !OWN.has(argv[index - 1]) && !/^--(?:out|config)=/.test(word))
    .filter((word, index, words) => !SHOWN.has(word) && !(word === '--no-config' && words.indexOf(word) < index))
    .map(withoutPassword)
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`));
}

/** What to type for the same order and the same arrivals. */
export function commandText(argv: readonly string[], seed: number): string {
  const words = commandWords(argv);
  const isSeeded = words.some((word) => word === '--seed' || word.startsWith('--seed='));
  return ['npm run bench --', ...words, ...(isSeeded ? [] : ['--seed', String(seed)])].join(' ');
}
