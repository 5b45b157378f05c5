import { kindOf } from './bench-command.ts';
import { withoutPassword } from './command-text.ts';
import { flagWords } from './flag-values.ts';
import type { Origin, Setting } from './settings.ts';

function originText(origin: Origin): string {
  switch (origin.kind) {
    case 'default':
      return 'default';
    case 'file':
      return origin.path;
    case 'environment':
      return origin.name;
    case 'flag':
      return origin.flag;
    default:
      return origin satisfies never;
  }
}

/** As it would be typed, without the flag. */
function valueText({ option, value, origin }: Setting): string {
  if (kindOf(option) === 'switch' && origin.kind !== 'default') return String(value === true);
  if (typeof value === 'boolean') return String(value);
  const words = flagWords(option, value).filter((word) => word !== option.long);
  return words.length === 0 ? '-' : withoutPassword(words.join(', '));
}

/** Says that there are flags that nobody typed, and how to see or avoid them. */
export function filesText(all: readonly Setting[]): string[] {
  const untyped = all.filter(({ origin }) => origin.kind === 'file' || origin.kind === 'environment');
  if (untyped.length === 0) return [];
  const places = [...new Set(untyped.map(({ origin }) => originText(origin)))].join(', ');
  return [`Flags from ${places} (--print-config shows them, --no-config leaves the file out)`];
}

/** Every flag with its value and where that comes from, in columns. "-": nobody said, and the scenario decides. */
export function settingsText(all: readonly Setting[]): string {
  const rows = all.map((setting) => [setting.name, originText(setting.origin), valueText(setting)] as const);
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map(([name, origin, value]) => `${name.padEnd(widths[0] ?? 0)}  ${origin.padEnd(widths[1] ?? 0)}  ${value}\n`)
    .join('');
}

/** The same for a program: name -> value and origin. null: nobody said. */
export function settingsJson(all: readonly Setting[]): string {
  const entries = all.map(({ name, value, origin }) => [
    name,
    { value: typeof value === 'string' ? withoutPassword(value) : (value ?? null), origin },
  ]);
  return `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`;
}
