import process from 'node:process';
import { HarnessError } from '../errors.ts';
import { checkTaskFile } from '../own-task/check.ts';
import { loadTaskFile } from '../own-task/task-file.ts';
import { shownPath, typedPath } from '../own-task/typed-path.ts';
import type { Task } from '../task.ts';
import * as exported from './index.ts';

/** How the reader's own task reaches every child: threads, processes, cluster and queue workers inherit it. */
const TASK_FILE = 'HOLDUP_TASK_FILE';

const byName = new Map(Object.values<Task>(exported).map((task) => [task.name, task]));
const list: Task[] = [];

function sort(): void {
  list.splice(0, list.length, ...[...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1)));
}

async function addTaskFile(filePath: string): Promise<Task> {
  const task = await loadTaskFile(filePath);
  if (byName.has(task.name)) {
    const names = [...byName.keys()].join(', ');
    throw new HarnessError(
      'ERR_TASK_INVALID',
      `Cannot use ${shownPath(filePath)} as a task: its name must be none of ${names}: got ${task.name}`,
    );
  }
  byName.set(task.name, task);
  sort();
  return task;
}

sort();
// Not a function that each entry would have to call: the list is whole wherever it is imported.
const inherited = process.env[TASK_FILE];
const inheritedTask = inherited === undefined ? undefined : await addTaskFile(inherited);

/** Every task that `index.ts` exports and the reader's own, by name ascending. */
export const tasks: readonly Task[] = list;

export const taskByName: ReadonlyMap<string, Task> = byName;

/**
 * Checks a task file and puts its task on the list, here and in every thread and process that is started from now on.
 *
 * @param typed a path as it was typed
 * @throws {HarnessError} ERR_TASK_FILE, ERR_TASK_INVALID
 */
export async function useTaskFile(typed: string): Promise<Task> {
  const filePath = typedPath(typed);
  if (inheritedTask !== undefined && filePath === inherited) return inheritedTask;
  await checkTaskFile(filePath);
  const task = await addTaskFile(filePath);
  process.env[TASK_FILE] = filePath;
  return task;
}
