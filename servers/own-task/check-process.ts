import process from 'node:process';
import { isDeepStrictEqual } from 'node:util';
import type { FastifyInstance } from 'fastify';
import { buildApp } from '../app.ts';
import { type ErrorReport, HarnessError, errorReport } from '../errors.ts';
import { filled } from '../payload/held-bytes.ts';
import type { InlineRunner } from '../strategy.ts';
import type { Json, Task } from '../task.ts';
import { firstNonJson } from './first-non-json.ts';
import { loadTaskFile } from './task-file.ts';
import { shownPath } from './typed-path.ts';

export interface CheckCommand {
  /** Absolute. */
  readonly filePath: string;
}

export type CheckMessage = { readonly kind: 'right' } | ({ readonly kind: 'failed' } & ErrorReport);

const MAX_SHOWN_LENGTH = 200;

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= MAX_SHOWN_LENGTH ? text : `${text.slice(0, MAX_SHOWN_LENGTH)}...`;
}

/** A task that is about to be checked, and how to complain of it. */
interface Suspect {
  readonly task: Task;
  readonly broken: (rule: string) => HarnessError;
}

const isThenable = (value: unknown): boolean => typeof value === 'object' && value !== null && 'then' in value;

/** @throws {HarnessError} ERR_TASK_INVALID when what `run` gives is not there yet, or not JSON, or when it throws */
function outputOf({ task, broken }: Suspect, input: Json, what: string): Json {
  const copy = structuredClone(input);
  let output: Json;
  try {
    output = task.run(copy);
  } catch (thrown) {
    throw broken(`run() must give an output for ${what}: it threw at ${errorReport(thrown).message}`);
  }
  if (isThenable(output)) throw broken('run() must finish its work before it returns: got a promise');
  const odd = firstNonJson(output, 'its output');
  if (odd !== undefined) throw broken(`run() must give JSON for ${what}: ${odd}`);
  if (!isDeepStrictEqual(copy, input)) throw broken(`run() must leave its input as it is: it changed that of ${what}`);
  return output;
}

function drained(steps: Iterator<void, Json>): Json {
  for (;;) {
    const result = steps.next();
    if (result.done === true) return result.value;
  }
}

/** A runner that finds nothing in any list: the app is asked for this one task. */
function runnerOf(task: Task): InlineRunner {
  return {
    run: async ({ input }) => ({ output: task.run(input), startedAtMs: 0, finishedAtMs: 0 }),
    gauges: () => ({ runningCount: 0, queuedCount: 0 }),
    [Symbol.asyncDispose]: async () => {},
  };
}

/** The app that all servers share, as it would take this task. */
async function openDoor({ task, broken }: Suspect): Promise<FastifyInstance> {
  const app = buildApp(runnerOf(task), [task]);
  try {
    await app.ready();
  } catch (thrown) {
    throw broken(`inputSchema must be a JSON Schema: ${errorReport(thrown).message}`);
  }
  return app;
}

/** Sends an input as a client would, so that schema, size and answer are judged by those who will judge them later. */
async function checkAtDoor({ task, broken }: Suspect, app: FastifyInstance, input: Json, what: string): Promise<void> {
  const response = await app.inject({
    method: 'POST',
    url: `/tasks/${task.name}`,
    headers: { 'content-type': 'application/json' },
    payload: JSON.stringify(input),
  });
  if (response.statusCode === 200) return;
  const { detail } = response.json<{ readonly detail: string }>();
  throw broken(`inputSchema must accept ${what}, ${shown(input)}: ${detail}`);
}

async function checkExample(suspect: Suspect, index: number): Promise<void> {
  const { task, broken } = suspect;
  const { input, output } = task.examples[index] ?? { input: null, output: null };
  const what = `example ${index + 1}`;
  const must = (method: string, got: Json): void => {
    if (!isDeepStrictEqual(got, output))
      throw broken(`${method} must give ${shown(output)} for ${what}: got ${shown(got)}`);
  };
  must('run()', outputOf(suspect, input, what));
  if (task.steps !== undefined) must('steps()', drained(task.steps(structuredClone(input))));
  if (task.payload !== undefined) {
    const bytes = filled(task.payload, input, (byteCount) => new ArrayBuffer(byteCount));
    must('payload.run()', task.payload.run(input, bytes));
  }
  if (task.native !== undefined) must('native()', await task.native(structuredClone(input)));
}

/** @throws {HarnessError} ERR_TASK_FILE, ERR_TASK_INVALID */
async function check({ filePath }: CheckCommand): Promise<void> {
  const task = await loadTaskFile(filePath);
  const broken = (rule: string): HarnessError =>
    new HarnessError('ERR_TASK_INVALID', `Cannot use ${shownPath(filePath)} as a task: ${rule}`);
  const suspect: Suspect = { task, broken };
  await using resources = new AsyncDisposableStack();
  const app = await openDoor(suspect);
  resources.defer(async () => app.close());
  const inputs = [
    { input: task.defaultInput, what: 'defaultInput' },
    ...task.examples.map(({ input }, index) => ({ input, what: `example ${index + 1}` })),
  ];
  const output = outputOf(suspect, task.defaultInput, 'defaultInput');
  if (!isDeepStrictEqual(outputOf(suspect, task.defaultInput, 'defaultInput'), output))
    throw broken('run() must give the same for the same input: it gave another output for defaultInput when run again');
  for (const index of task.examples.keys()) await checkExample(suspect, index);
  for (const { input, what } of inputs) await checkAtDoor(suspect, app, input, what);
}

// The parent ends this process; should it be gone first, so is the reason to go on.
process.once('disconnect', () => process.exit(0));
process.once('message', (command: CheckCommand) => {
  check(command)
    .then((): CheckMessage => ({ kind: 'right' }))
    .catch((thrown: unknown): CheckMessage => ({ kind: 'failed', ...errorReport(thrown, 'ERR_TASK_INVALID') }))
    .then((message) => process.send?.(message))
    .catch(() => process.exit(1));
});
