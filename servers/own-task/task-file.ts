import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { HarnessError } from '../errors.ts';
import type { Json, Payload, Task } from '../task.ts';
import { type Place, complaintPlace, lineOf, placeOf, placeText } from './error-place.ts';
import { type OwnTask, type TaskModule, readTask } from './task-rules.ts';
import { shownPath } from './typed-path.ts';

/** What Node runs as it is. */
const EXTENSIONS: readonly string[] = ['.ts', '.mts', '.js', '.mjs'];
const COMPILE_MS = 10_000;

/** What Node's own message leaves open. */
const ADVICE_BY_CODE: Readonly<Record<string, string>> = {
  ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX: 'Node strips types and compiles nothing: write it in plain JavaScript',
  ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING: 'Move the file out of node_modules, or write it in JavaScript',
};

const reasonOf = (thrown: unknown): string => {
  const text = thrown instanceof Error ? thrown.message : String(thrown);
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  return [text, ADVICE_BY_CODE[code]].filter((part) => part !== undefined).join('. ');
};

/** Node keeps the place of a syntax error in JavaScript to itself until it prints it. Nothing runs: a module that does not compile ends before it begins. */
async function syntaxErrorPlace(filePath: string): Promise<Place | undefined> {
  const code = `import ${JSON.stringify(pathToFileURL(filePath).href)}`;
  try {
    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', code], { timeout: COMPILE_MS });
    return undefined;
  } catch (thrown) {
    return complaintPlace((thrown as { readonly stderr?: string }).stderr ?? '');
  }
}

async function importError(filePath: string, thrown: unknown): Promise<HarnessError> {
  const place = placeOf(thrown) ?? (thrown instanceof SyntaxError ? await syntaxErrorPlace(filePath) : undefined);
  const isOwn = place === undefined || place.filePath === filePath;
  const where = isOwn ? placeText(place ?? { filePath, line: null }) : `${shownPath(filePath)}: ${placeText(place)}`;
  return new HarnessError('ERR_TASK_FILE', `Cannot load ${where}: ${reasonOf(thrown)}`, { cause: thrown });
}

async function importModule(filePath: string): Promise<TaskModule> {
  const extension = path.extname(filePath);
  if (!EXTENSIONS.includes(extension))
    throw new HarnessError(
      'ERR_TASK_FILE',
      `Cannot load ${shownPath(filePath)} as a task file must end in ${EXTENSIONS.join(', ')}`,
    );
  if (!existsSync(filePath))
    throw new HarnessError('ERR_TASK_FILE', `Cannot load ${shownPath(filePath)} as there is no such file`);
  try {
    return (await import(pathToFileURL(filePath).href)) as TaskModule;
  } catch (thrown) {
    throw await importError(filePath, thrown);
  }
}

/** Whatever the reader's function throws, with the line of theirs that threw it. */
function located(filePath: string, thrown: unknown): Error {
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return new Error(`${placeText(placeOf(thrown) ?? { filePath, line: null })}: ${reason}`, { cause: thrown });
}

const NO_CONTRACT = 'Computed by a task file of its own, which does not say how.';

/** The same task, whose functions throw errors that say where. */
function withPlaces(filePath: string, task: OwnTask): Task {
  const tell = <Value>(work: () => Value): Value => {
    try {
      return work();
    } catch (thrown) {
      throw located(filePath, thrown);
    }
  };
  function* steps(input: Json): Generator<void, Json> {
    const iterator = tell(() => task.steps!(input));
    for (;;) {
      const result = tell(() => iterator.next());
      if (result.done === true) return result.value;
      yield;
    }
  }
  const native = async (input: Json): Promise<Json> => {
    try {
      return await task.native!(input);
    } catch (thrown) {
      throw located(filePath, thrown);
    }
  };
  const payload: Payload = {
    byteCount: (input) => tell(() => task.payload!.byteCount(input)),
    fill: (input, bytes) => tell(() => task.payload!.fill(input, bytes)),
    run: (input, bytes) => tell(() => task.payload!.run(input, bytes)),
  };
  const { name, summary, contract = NO_CONTRACT, inputSchema, defaultInput, examples } = task;
  return {
    name,
    summary,
    contract,
    inputSchema,
    defaultInput,
    examples,
    run: (input) => tell(() => task.run(input)),
    ...(task.steps === undefined ? {} : { steps }),
    ...(task.native === undefined ? {} : { native }),
    ...(task.payload === undefined ? {} : { payload }),
    ...(task.scale === undefined ? {} : { scale: (input, factor) => tell(() => task.scale!(input, factor)) }),
  };
}

/**
 * The task that a file of the reader's exports. Runs nothing of it yet but the module itself.
 *
 * @param filePath absolute
 * @throws {HarnessError} ERR_TASK_FILE when it does not load, ERR_TASK_INVALID when what it exports is no task
 */
export async function loadTaskFile(filePath: string): Promise<Task> {
  const found = readTask(await importModule(filePath));
  if (found.kind === 'task') return withPlaces(filePath, found.task);
  const line = lineOf(filePath, found.linePattern);
  throw new HarnessError('ERR_TASK_INVALID', `Cannot use ${placeText({ filePath, line })} as a task: ${found.rule}`);
}
