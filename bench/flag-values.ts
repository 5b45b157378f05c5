import { type Command, CommanderError, InvalidArgumentError, type Option } from 'commander';
import { benchCommand, kindOf } from './bench-command.ts';

const ON_OFF: ReadonlyMap<string, boolean> = new Map([
  ['1', true],
  ['true', true],
  ['0', false],
  ['false', false],
]);

const shown = (value: unknown): string => (typeof value === 'function' ? 'a function' : JSON.stringify(value));

function switchValue(value: unknown): boolean {
  const on = typeof value === 'boolean' ? value : ON_OFF.get(String(value));
  if (on === undefined) throw new InvalidArgumentError(`It must be true or false: got ${shown(value)}.`);
  return on;
}

function singleText(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  throw new InvalidArgumentError(`It must be one string or number: got ${shown(value)}.`);
}

const texts = (value: unknown): string[] => (Array.isArray(value) ? value : [value]).map(singleText);

/** The words that somebody would have typed for this value. */
function typedTexts(option: Option, value: unknown): readonly string[] {
  const kind = kindOf(option);
  if (kind === 'json') return [typeof value === 'string' ? value : JSON.stringify(value)];
  if (kind === 'list') return [texts(value).join(',')];
  return kind === 'repeated' ? texts(value) : [singleText(value)];
}

/** Commander does not say what it got where it names the choices. */
function withValue(thrown: unknown, text: string): unknown {
  if (!(thrown instanceof CommanderError) || thrown.message.includes('got ')) return thrown;
  return new InvalidArgumentError(`${thrown.message.replace(/\.$/, '')}: got ${shown(text)}.`);
}

/**
 * A value from a file or from the environment, by the parser of the flag that it stands for.
 *
 * @throws {InvalidArgumentError} with the rule and the value, as for a flag that was typed
 */
export function flagValue(option: Option, value: unknown): unknown {
  if (kindOf(option) === 'switch') {
    // A switch that is off is one that nobody typed.
    const on = switchValue(value);
    return option.negate ? on : on || undefined;
  }
  const words = typedTexts(option, value);
  const { parseArg, defaultValue } = option;
  if (parseArg === undefined) return words.at(-1);
  let before: unknown = defaultValue;
  for (const text of words) {
    try {
      before = parseArg(text, before);
    } catch (thrown) {
      throw withValue(thrown, text);
    }
  }
  return before;
}

/** What to type for this value; nothing for a switch that is off. */
export function flagWords(option: Option, value: unknown): string[] {
  const { long, negate } = option;
  const flag = long ?? '';
  const kind = kindOf(option);
  if (value === undefined) return [];
  if (kind === 'switch') return value === !negate ? [flag] : [];
  return typedTexts(option, value).flatMap((text) => [flag, text]);
}

/** "taskMs" -> "--task-ms". */
const flagOf = (key: string): string => `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** The setting whose name is nearest to one that there is not, as commander suggests flags; undefined where none is near. */
export function nearestSetting(key: string): string | undefined {
  const command: Command = benchCommand()
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  try {
    command.parse([flagOf(key)], { from: 'user' });
  } catch (thrown) {
    const [, flag] = /\(Did you mean (?:one of )?(--[\w-]+)/.exec(String(thrown)) ?? [];
    return command.options.find(({ long }) => long === flag)?.attributeName();
  }
  return undefined;
}
