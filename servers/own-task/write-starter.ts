import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { HarnessError } from '../errors.ts';
import { taskByName } from '../tasks/list.ts';
import { shownPath } from './typed-path.ts';

const STARTER = fileURLToPath(new URL('starter.ts', import.meta.url));
const RULES = fileURLToPath(new URL('task-rules.ts', import.meta.url));
const EXTENSIONS: readonly string[] = ['.ts', '.mts'];

/** "Word Count.ts" -> "word-count"; a name that is taken, or that has nothing to start with, gets "my-" before it. */
function taskName(filePath: string): string {
  const { name } = path.parse(filePath);
  const words = name.toLowerCase().match(/[a-z0-9]+/g) ?? ['task'];
  const kebab = words.join('-');
  return taskByName.has(kebab) || /^\d/.test(kebab) || kebab === 'task' ? `my-${kebab}` : kebab;
}

/** Only an editor follows it: Node strips the import with the other types. */
function typesPath(filePath: string): string {
  const relative = path.relative(path.dirname(filePath), RULES).replaceAll(path.sep, '/');
  return relative.startsWith('.') || path.isAbsolute(relative) ? relative : `./${relative}`;
}

function unwritable(filePath: string, cause: unknown): HarnessError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'EEXIST')
    return new HarnessError('ERR_TASK_FILE_EXISTS', `Cannot write ${shownPath(filePath)} as it is there already`, {
      cause,
    });
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new HarnessError('ERR_TASK_FILE_UNWRITABLE', `Cannot write ${shownPath(filePath)}: ${reason}`, { cause });
}

/**
 * Writes a commented task that can be measured as it is, and never over anything.
 *
 * @param filePath absolute; the task is named after it
 * @throws {HarnessError} ERR_TASK_FILE, ERR_TASK_FILE_EXISTS, ERR_TASK_FILE_UNWRITABLE
 */
export async function writeStarter(filePath: string): Promise<void> {
  if (!EXTENSIONS.includes(path.extname(filePath)))
    throw new HarnessError(
      'ERR_TASK_FILE',
      `Cannot write ${shownPath(filePath)} as the starter is TypeScript: it must end in ${EXTENSIONS.join(' or ')}`,
    );
  const starter = await readFile(STARTER, 'utf8');
  const replacements: Readonly<Record<string, string>> = {
    './task-rules.ts': typesPath(filePath),
    './my-task.ts': typedName(filePath),
    'my-task': taskName(filePath),
  };
  const text = starter.replaceAll(
    /\.\/task-rules\.ts|\.\/my-task\.ts|my-task/g,
    (found) => replacements[found] ?? found,
  );
  try {
    await writeFile(filePath, text, { flag: 'wx' });
  } catch (thrown) {
    throw unwritable(filePath, thrown);
  }
}

/** How the file is named on a command line. */
export function typedName(filePath: string): string {
  const shown = shownPath(filePath);
  const name = path.isAbsolute(shown) ? shown : `./${shown.replaceAll(path.sep, '/')}`;
  return /^[\w./:\\-]+$/.test(name) ? name : `"${name}"`;
}
