import type { Task } from '../task.ts';
import * as exported from './index.ts';

/** Every task that `index.ts` exports, by name ascending. */
export const tasks: readonly Task[] = Object.values<Task>(exported).sort((a, b) => (a.name < b.name ? -1 : 1));

export const taskByName: ReadonlyMap<string, Task> = new Map(tasks.map((task) => [task.name, task]));
