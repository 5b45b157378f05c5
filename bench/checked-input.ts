import { Value } from 'typebox/value';
import { HarnessError } from '../servers/errors.ts';
import type { Json, Task } from '../servers/task.ts';

/** @throws {HarnessError} ERR_TASK_INPUT with the first rule that the input breaks */
export function checkedInput(task: Task, input: Json): Json {
  const [error] = Value.Errors(task.inputSchema, input);
  if (error === undefined) return input;
  const where = error.instancePath === '' ? 'the input' : error.instancePath;
  throw new HarnessError(
    'ERR_TASK_INPUT',
    `Cannot run ${task.name} as ${where} ${error.message}: got ${JSON.stringify(input)}`,
  );
}
