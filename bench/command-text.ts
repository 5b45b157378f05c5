/** A record is made to be shown to others. */
const withoutPassword = (word: string): string => word.replace(/(:\/\/[^/@:]*):[^/@]*@/, '$1:PASSWORD@');

/** What to type for the same order and the same arrivals; into a folder of its own, as the first run keeps its own. */
export function commandText(argv: readonly string[], seed: number): string {
  const isOut = (word: string | undefined): boolean => word === '--out';
  const words = argv.filter(
    (word, index) => !isOut(word) && !isOut(argv[index - 1]) && !word.startsWith('--out=') && word !== '--json',
  );
  const quoted = words
    .map(withoutPassword)
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`));
  const isSeeded = words.some((word) => word === '--seed' || word.startsWith('--seed='));
  return ['npm run bench --', ...quoted, ...(isSeeded ? [] : ['--seed', String(seed)])].join(' ');
}
