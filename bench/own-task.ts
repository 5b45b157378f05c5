import { useTaskFile } from '../servers/tasks/list.ts';
import type { BenchOptions } from './options.ts';

/** Names of tasks have neither dots nor slashes; paths of files have one at least. */
const isFile = (text: string): boolean => /[./\\]/.test(text);

/**
 * Puts the reader's own task on the list, if `--task` is a file, and names it as any other task from then on.
 *
 * @throws {HarnessError} ERR_TASK_FILE, ERR_TASK_INVALID
 */
export async function withOwnTask(options: BenchOptions): Promise<BenchOptions> {
  if (options.task === undefined || !isFile(options.task)) return options;
  const { name } = await useTaskFile(options.task);
  return { ...options, task: name };
}
