import { access, readFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { HarnessError } from '../servers/errors.ts';
import { shownPath, typedPath } from '../servers/own-task/typed-path.ts';

/** What is looked for where the command was typed. */
export const CONFIG_NAMES: readonly string[] = ['holdup.config.ts', 'holdup.config.js', 'holdup.config.json'];

/** What a config file says, its values not looked at yet. */
export interface ConfigFile {
  /** As a person there would type it. */
  readonly place: string;
  readonly values: Readonly<Record<string, unknown>>;
}

async function exists(filePath: string): Promise<boolean> {
  return access(filePath).then(
    () => true,
    () => false,
  );
}

async function onlyFileHere(): Promise<string | undefined> {
  const filePaths = CONFIG_NAMES.map(typedPath);
  const present = await Promise.all(filePaths.map(exists));
  const found = filePaths.filter((_, index) => present[index]);
  if (found.length < 2) return found[0];
  const names = found.map(shownPath).join(' and ');
  throw new HarnessError('ERR_CONFIG', `Cannot tell which file is meant as there must be one: got ${names}`);
}

const reasonOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));

async function readJson(filePath: string): Promise<unknown> {
  const text = await readFile(filePath, 'utf8');
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const message = `Cannot read ${shownPath(filePath)} as it must be JSON: ${reasonOf(cause)}`;
    throw new HarnessError('ERR_CONFIG', message, { cause });
  }
}

async function readModule(filePath: string): Promise<unknown> {
  try {
    const { default: exported } = (await import(pathToFileURL(filePath).href)) as { readonly default?: unknown };
    return exported;
  } catch (cause) {
    throw new HarnessError('ERR_CONFIG', `Cannot load ${shownPath(filePath)}: ${reasonOf(cause)}`, { cause });
  }
}

/** What a value is, for a message: "undefined", "a list", "a string". */
function kindText(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}

/**
 * Reads the file of flags: JSON as data, the others as modules whose default export it is.
 *
 * @param asked a path as it was typed; undefined for the one that lies there, if one does; false for none
 * @throws {HarnessError} ERR_CONFIG
 */
export async function loadConfigFile(asked: string | false | undefined): Promise<ConfigFile | null> {
  if (asked === false) return null;
  const filePath = asked === undefined ? await onlyFileHere() : typedPath(asked);
  if (filePath === undefined) return null;
  const place = shownPath(filePath);
  if (!(await exists(filePath))) throw new HarnessError('ERR_CONFIG', `Cannot read ${place} as there is no such file`);
  const isJson = path.extname(filePath) === '.json';
  const values = isJson ? await readJson(filePath) : await readModule(filePath);
  if (typeof values === 'object' && values !== null && !Array.isArray(values))
    return { place, values: values as Readonly<Record<string, unknown>> };
  const rule = isJson ? 'it must be an object' : 'its default export must be an object';
  throw new HarnessError('ERR_CONFIG', `Cannot use ${place} as ${rule}: got ${kindText(values)}`);
}
