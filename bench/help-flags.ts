/** A flag as a command's --help tells of it. */
export interface HelpFlag {
  /** "--task-ms". */
  readonly flag: string;
  /** "ms"; null where the flag takes no value. */
  readonly placeholder: string | null;
  readonly description: string;
  /** What may be typed behind it, where the help lists that. */
  readonly values: readonly string[];
}

/** What can be typed behind a command. */
export interface CommandHelp {
  readonly flags: readonly HelpFlag[];
  /** "file", "record": its arguments that are no flags. */
  readonly argumentNames: readonly string[];
}

/** `(choices: "auto", "never", default: "auto")`, and "one of: spin, poison (default: ...)". */
function valuesOf(description: string): string[] {
  const [, quoted = ''] = /\(choices: ((?:"[^"]+"(?:, )?)+)/.exec(description) ?? [];
  const choices = [...quoted.matchAll(/"([^"]+)"/g)].map(([, value = '']) => value);
  if (choices.length > 0) return choices;
  const [, listed = ''] = /\bof: ([\w-]+(?:, [\w-]+)*)(?=,| \(|;|$)/.exec(description) ?? [];
  return listed.split(', ').filter((value) => value !== '' && !value.includes(' '));
}

/** @param term "-h, --help", "--out <folder>" */
function helpFlag(term: string, description: string): HelpFlag | undefined {
  const [, flag, placeholder] = /(--[\w-]+)(?: [<[]([^>\]]+)[>\]])?$/.exec(term) ?? [];
  if (flag === undefined) return undefined;
  return { flag, placeholder: placeholder ?? null, description, values: valuesOf(description) };
}

/** Reads what commander prints for --help: there is no second list of flags that could differ. */
export function readHelp(text: string): CommandHelp {
  const [, options = ''] = /^Options:\n((?:[ ]+.*\n)*)/m.exec(text) ?? [];
  const flags = options.split(/^ {2}(?=-)/m).flatMap((entry) => {
    const [, term = '', description = ''] = /^(\S.*?)(?: {2,}|\n\s+)(\S[^]*)$/.exec(entry) ?? [];
    return helpFlag(term, description.trim().replaceAll(/\s+/g, ' ')) ?? [];
  });
  const [, usage = ''] = /^Usage: .*?\[options\](.*)$/m.exec(text) ?? [];
  return { flags, argumentNames: [...usage.matchAll(/[<[]([\w-]+)[>\]]/g)].map(([, name = '']) => name) };
}
