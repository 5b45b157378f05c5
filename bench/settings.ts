import { CommanderError, type Command, type Option } from 'commander';
import { parseArguments } from '../servers/arguments.ts';
import { HarnessError } from '../servers/errors.ts';
import { RIVALS, benchCommand, settableOptions } from './bench-command.ts';
import { type ConfigFile, loadConfigFile } from './config-file.ts';
import { flagValue, flagWords, nearestSetting } from './flag-values.ts';
import type { BenchOptions } from './options.ts';

/** Where a value comes from; the later wins. */
export type Origin =
  | { readonly kind: 'default' }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'environment'; readonly name: string }
  | { readonly kind: 'flag'; readonly flag: string };

export interface Setting {
  /** The flag in camelCase. */
  readonly name: string;
  readonly option: Option;
  /** undefined where nobody said anything. */
  readonly value: unknown;
  readonly origin: Origin;
}

/** What the file, the environment and the flags say together. */
export interface Settings {
  readonly options: BenchOptions;
  readonly all: readonly Setting[];
  /** The words of a command line that says the same without the file and the environment. */
  readonly words: readonly string[];
}

interface Environment {
  readonly [name: string]: string | undefined;
}

const PREFIX = 'HOLDUP_';

/** "taskMs" -> "HOLDUP_TASK_MS". */
const variableOf = (name: string): string =>
  `${PREFIX}${name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;

/** "HOLDUP_TASK_MS" -> "taskMs". */
const nameOf = (variable: string): string =>
  variable
    .slice(PREFIX.length)
    .toLowerCase()
    .replaceAll(/_+(\w)/g, (_, letter: string) => letter.toUpperCase());

/** One source of values that nobody typed. */
interface Source {
  readonly origin: (name: string) => Origin;
  /** How a message calls one of its values. */
  readonly call: (name: string) => string;
  readonly values: Readonly<Record<string, unknown>>;
}

const fileSource = ({ place, values }: ConfigFile): Source => ({
  origin: () => ({ kind: 'file', path: place }),
  call: (name) => `"${name}" in ${place}`,
  values,
});

function environmentSource(environment: Environment, options: readonly Option[]): Source {
  const entries = options.map((option) => [option.attributeName(), environment[variableOf(option.attributeName())]]);
  return {
    origin: (name) => ({ kind: 'environment', name: variableOf(name) }),
    call: variableOf,
    // Empty is how many a script says that a variable is not set.
    values: Object.fromEntries(entries.filter(([, text]) => text !== undefined && text !== '')),
  };
}

const suggestion = (near: string | undefined): string => (near === undefined ? '' : `. Did you mean "${near}"?`);

/** @throws {HarnessError} ERR_CONFIG */
function checkNames({ place, values }: ConfigFile, options: readonly Option[]): void {
  const names = new Set(options.map((option) => option.attributeName()));
  const odd = Object.keys(values).find((name) => !names.has(name));
  if (odd === undefined) return;
  throw new HarnessError(
    'ERR_CONFIG',
    `Cannot use ${place} as no flag is called "${odd}"${suggestion(nearestSetting(odd))}`,
  );
}

/** Others may have variables of this prefix too: only one that looks like a slip is refused. @throws {HarnessError} ERR_CONFIG */
function checkVariables(environment: Environment, options: readonly Option[]): void {
  const known = new Set(options.map((option) => variableOf(option.attributeName())));
  for (const variable of Object.keys(environment).filter((name) => name.startsWith(PREFIX) && !known.has(name))) {
    const near = nearestSetting(nameOf(variable));
    if (near === undefined || !known.has(variableOf(near))) continue;
    throw new HarnessError(
      'ERR_CONFIG',
      `Cannot use ${variable} as no flag is called that${suggestion(variableOf(near))}`,
    );
  }
}

/** Gives the command what a source says and nobody nearer has said. @throws {HarnessError} ERR_CONFIG */
function apply(command: Command, { values, call, origin }: Source, origins: Map<string, Origin>): void {
  const own = new Set<string>();
  for (const option of settableOptions(command)) {
    const name = option.attributeName();
    if (values[name] === undefined) continue;
    let value: unknown;
    try {
      value = flagValue(option, values[name]);
    } catch (thrown) {
      if (!(thrown instanceof CommanderError)) throw thrown;
      throw new HarnessError('ERR_CONFIG', `Cannot use ${call(name)}. ${thrown.message}`, { cause: thrown });
    }
    const rivals = RIVALS.filter((pair) => pair.includes(name)).flat();
    const rival = rivals.find((one) => one !== name && origins.has(one) && command.getOptionValue(one) !== undefined);
    if (rival !== undefined && own.has(rival) && value !== undefined)
      throw new HarnessError(
        'ERR_CONFIG',
        `Cannot use both ${call(rival)} and ${call(name)}: only one of them can be meant`,
      );
    if (origins.has(name) || rival !== undefined) continue;
    command.setOptionValueWithSource(name, value, 'config');
    origins.set(name, origin(name));
    own.add(name);
  }
}

/**
 * What a run is to be: flags over environment over file over defaults.
 *
 * @param argv the arguments alone
 * @throws {HarnessError} ERR_USAGE, ERR_CONFIG
 */
export async function readSettings(argv: readonly string[], environment: Environment): Promise<Settings> {
  const command = benchCommand();
  parseArguments(command, argv);
  const options = settableOptions(command);
  const typed = options.filter((option) => command.getOptionValueSource(option.attributeName()) === 'cli');
  const origins = new Map<string, Origin>(
    typed.map((option) => [option.attributeName(), { kind: 'flag', flag: option.long ?? option.flags }]),
  );
  checkVariables(environment, options);
  apply(command, environmentSource(environment, options), origins);
  const file = await loadConfigFile(command.opts<BenchOptions>().config);
  if (file !== null) {
    checkNames(file, options);
    apply(command, fileSource(file), origins);
  }
  const all = options.map((option): Setting => {
    const name = option.attributeName();
    return { name, option, value: command.getOptionValue(name), origin: origins.get(name) ?? { kind: 'default' } };
  });
  const untyped = all.filter(({ origin }) => origin.kind === 'file' || origin.kind === 'environment');
  const words = [
    ...argv,
    ...untyped.flatMap(({ option, value }) => flagWords(option, value)),
    // Whoever repeats the run may have another file there.
    ...(file === null ? [] : ['--no-config']),
  ];
  return { options: command.opts<BenchOptions>(), all, words };
}
