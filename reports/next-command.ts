import type { RunRecord } from '../stats/record.ts';
import type { Summary } from '../stats/summary.ts';
import { SHELL_WORD } from './command-lines.ts';

const BENCH = 'npm run bench';

/** Flags that a warning names with the number to type. */
const NAMED_FLAG = /--(?<name>rounds|duration|clients|neighbour-rate) (?<count>\d+)/gu;

/** The largest number that the warnings ask of each flag. */
function flagsOf({ warnings }: Summary): ReadonlyMap<string, number> {
  const flags = new Map<string, number>();
  for (const { message } of warnings)
    for (const { groups } of message.matchAll(NAMED_FLAG)) {
      const { name = '', count = '0' } = groups ?? {};
      flags.set(name, Math.max(flags.get(name) ?? 0, Number(count)));
    }
  return flags;
}

const isFlag = (word: string | undefined, name: string): boolean => word === `--${name}`;

/** The same command with that flag once, at its end. */
function withFlag(words: readonly string[], name: string, count: number): readonly string[] {
  const others = words.filter(
    (word, index) => !isFlag(word, name) && !isFlag(words[index - 1], name) && !word.startsWith(`--${name}=`),
  );
  return [...others, `--${name}`, String(count)];
}

/** A run like the recorded one that its warnings would not be said of. null where no flag helps. */
function betterRun(summary: Summary, { command, isQuick }: RunRecord): string | null {
  const flags = flagsOf(summary);
  if (!command.startsWith(BENCH) || (flags.size === 0 && !isQuick)) return null;
  let words: readonly string[] = (command.match(SHELL_WORD) ?? []).filter((word) => word !== '--quick');
  for (const [name, count] of flags) words = withFlag(words.includes('--') ? words : [...words, '--'], name, count);
  return words.join(' ');
}

const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/u.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;

/**
 * What to type next: what mends the worst that the warnings say, else what shows the pictures.
 *
 * @param reportWords what to give to `npm run report` for the same report, unquoted; untrusted, like the record's command.
 * null where its page is open already
 */
export function nextCommand(summary: Summary, record: RunRecord, reportWords: readonly string[] | null): string {
  if (summary.trust.state === 'not-trusted') return 'npm run selftest';
  if (record.status === 'partial' && record.command.startsWith(BENCH)) return record.command;
  const better = betterRun(summary, record);
  if (better !== null) return better;
  const words = reportWords === null ? ['--gallery'] : reportWords.map(quoted);
  return ['npm run report --', ...words, '--open'].join(' ');
}
