/** A record is made to be shown to others. */
const withoutPassword = (word: string): string => word.replace(/(:\/\/[^/@:]*):[^/@]*@/, '$1:PASSWORD@');

/** The words of a command line as a shell takes them; into a folder of its own, as the first run keeps its own. */
export function commandWords(argv: readonly string[]): string[] {
  const isOut = (word: string | undefined): boolean => word === '--out';
  return argv
    .filter((word, index) => !isOut(word) && !isOut(argv[index - 1]) && !word.startsWith('--out=') && word !== '--json')
    .map(withoutPassword)
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`));
}

/** What to type for the same order and the same arrivals. */
export function commandText(argv: readonly string[], seed: number): string {
  const words = commandWords(argv);
  const isSeeded = words.some((word) => word === '--seed' || word.startsWith('--seed='));
  return ['npm run bench --', ...words, ...(isSeeded ? [] : ['--seed', String(seed)])].join(' ');
}
