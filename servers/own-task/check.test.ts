import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkTaskFile } from './check.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'holdup-own-task-'));
  await mkdir(path.join(folder, 'node_modules'));
});
afterAll(async () => rm(folder, { recursive: true, force: true }));

/** A task that is right: 3 -> 6. Each property on a line of its own, from line 2 on. */
const RIGHT = {
  name: `name: 'double'`,
  summary: `summary: 'Doubles a number.'`,
  inputSchema: `inputSchema: { type: 'integer', maximum: 9 }`,
  defaultInput: `defaultInput: 3`,
  run: `run: (input: number): unknown => 2 * input`,
  examples: `examples: [{ input: 3, output: 6 }]`,
};

function source(changes: Readonly<Partial<Record<string, string>>> = {}): string {
  const properties = Object.values({ ...RIGHT, ...changes }).filter((line) => line !== '');
  return `export const task = {\n${properties.map((line) => `  ${line},\n`).join('')}};\n`;
}

async function problemOf(text: string, fileName = 'my-task.ts', limitMs = 60_000): Promise<unknown> {
  const filePath = path.join(folder, fileName);
  await writeFile(filePath, text);
  // Each in a process of its own, so that the file may change under its name.
  return checkTaskFile(filePath, limitMs).then(
    () => 'none',
    (problem: unknown) => problem,
  );
}

const coded = (code: string, says: string) => ({ code, message: expect.stringContaining(says) });

describe('checkTaskFile() accepts', () => {
  test.each([
    { what: 'a named export', text: source() },
    { what: 'a default export', text: source().replace('export const task =', 'export default') },
    { what: 'helpers beside the task', text: `export const two = 2;\nexport const shown = String;\n${source()}` },
    { what: 'a task under two names', text: `${source()}export default task;\n` },
    {
      what: 'steps, native and scale',
      text: source({
        steps: `*steps(input: number) { yield; return 2 * input }`,
        native: `native: async (input: number) => 2 * input`,
        payload: `payload: { byteCount: () => 1, fill: (input: number, bytes: Uint8Array) => { bytes[0] = input }, run: (_: number, bytes: Uint8Array) => 2 * bytes[0]! }`,
        scale: `scale: (input: number, factor: number) => input * factor`,
      }),
    },
    {
      what: 'methods of a class',
      text: `class Doubler { factor = 2; run(input) { return this.factor * input } }
      export const task = Object.assign(new Doubler(), { ${Object.values({ ...RIGHT, run: '' })
        .filter(Boolean)
        .join(', ')} });`,
      fileName: 'class.mjs',
    },
    { what: 'JavaScript', text: source({ run: 'run: (input) => 2 * input' }), fileName: 'my-task.js' },
    { what: 'a name with a space', text: source(), fileName: 'my task.ts' },
  ])('$what', async ({ text, fileName }) => {
    expect(await problemOf(text, fileName)).toBe('none');
  });
});

describe('checkTaskFile() names file and line of what does not load', () => {
  test.each([
    { what: 'a syntax error', text: 'export const a = 1;\nexport const b = ;\n', says: 'my-task.ts:2: ' },
    {
      what: 'a syntax error in JavaScript',
      text: 'export const a = 1;\nlet b = ;\n',
      fileName: 'a.mjs',
      says: 'a.mjs:2: ',
    },
    { what: 'an enum', text: '\n\nenum Color { Red }\n', says: 'my-task.ts:3: TypeScript enum is not supported' },
    {
      what: 'a package that is not there',
      text: "\nimport x from 'holdup-no-such-package/part';\n",
      says: 'my-task.ts:2: Cannot find',
    },
    {
      what: 'a file that is not there',
      text: "\nimport { x } from './nowhere.ts';\n",
      says: 'my-task.ts:2: Cannot find',
    },
    { what: 'an export that is not there', text: "\n\nimport { nothing } from 'node:path';\n", says: 'my-task.ts:3: ' },
    { what: 'a module that throws', text: "\nthrow new Error('not today');\n", says: 'my-task.ts:2: not today' },
    { what: 'types under node_modules', text: source(), fileName: 'node_modules/a.ts', says: 'out of node_modules' },
    { what: 'another ending', text: source(), fileName: 'task.txt', says: 'must end in .ts' },
  ])('$what', async ({ text, fileName, says }) => {
    expect(await problemOf(text, fileName)).toMatchObject(coded('ERR_TASK_FILE', says));
  });

  test('an imported file that does not compile, by the name of that file', async () => {
    await writeFile(path.join(folder, 'part.mjs'), '\nlet a = ;\n');
    const problem = await problemOf("import './part.mjs';\n");
    expect(problem).toMatchObject(coded('ERR_TASK_FILE', 'part.mjs:2: '));
    expect(problem).toMatchObject(coded('ERR_TASK_FILE', 'my-task.ts: '));
  });

  test('a file that is not there', async () => {
    const missing = checkTaskFile(path.join(folder, 'missing.ts'));
    await expect(missing).rejects.toMatchObject(coded('ERR_TASK_FILE', 'no such file'));
  });
});

describe('checkTaskFile() refuses what is no task', () => {
  test.each([
    { what: 'no exports', text: 'export {};\n', says: '(none)' },
    {
      what: 'nothing like a task',
      text: 'export const a = 1, b = 2;\n',
      says: 'my-task.ts:1 as a task: it must export one',
    },
    { what: 'two tasks', text: `${source()}export const other = { ...task };\n`, says: 'got 2 such' },
    { what: 'a missing run', text: source({ run: '' }), says: 'my-task.ts:1 as a task: run must be a function' },
    {
      what: 'a name with capitals',
      text: source({ name: `name: 'Double'` }),
      says: 'my-task.ts:2 as a task: name must be lower case words',
    },
    { what: 'no summary', text: source({ summary: `summary: ''` }), says: 'my-task.ts:3 as a task: summary must' },
    { what: 'a contract that is no text', text: source({ contract: 'contract: 1' }), says: 'contract must be text' },
    {
      what: 'a schema that is none',
      text: source({ inputSchema: `inputSchema: 'integer'` }),
      says: 'my-task.ts:4 as a task: inputSchema must',
    },
    {
      what: 'a schema of no known type',
      text: source({ inputSchema: `inputSchema: { type: 'whole' }` }),
      says: 'inputSchema must be a JSON Schema',
    },
    {
      what: 'a default that is no JSON',
      text: source({ defaultInput: 'defaultInput: [1, { at: new Date() }]' }),
      says: 'defaultInput[1].at is a Date',
    },
    {
      what: 'a default over its bound',
      text: source({ defaultInput: 'defaultInput: 10' }),
      says: 'inputSchema must accept defaultInput, 10',
    },
    {
      what: 'no examples',
      text: source({ examples: 'examples: []' }),
      says: 'my-task.ts:7 as a task: examples must be at least one',
    },
    {
      what: 'an example over its bound',
      text: source({ examples: 'examples: [{ input: 10, output: 20 }]' }),
      says: 'inputSchema must accept example 1, 10',
    },
    {
      what: 'an example without an output',
      text: source({ examples: 'examples: [{ input: 3 }]' }),
      says: 'examples[0].output is undefined',
    },
    {
      what: 'a wrong example',
      text: source({ examples: 'examples: [{ input: 3, output: 6 }, { input: 4, output: 9 }]' }),
      says: 'run() must give 9 for example 2: got 8',
    },
    {
      what: 'an async run',
      text: source({ run: 'run: async (input: number) => 2 * input' }),
      says: 'my-task.ts:6 as a task: run must be a function that finishes its work before it returns',
    },
    {
      what: 'a run that gives a promise',
      text: source({ run: 'run: (input: number) => Promise.resolve(2 * input)' }),
      says: 'got a promise',
    },
    { what: 'a generator', text: source({ run: '*run(input: number) { return 2 * input }' }), says: 'no generator' },
    {
      what: 'an output that is no JSON',
      text: source({ run: 'run: (input: number) => ({ all: [new Map()] })' }),
      says: 'its output.all[0] is a Map',
    },
    {
      what: 'an output that is not there',
      text: source({ run: 'run: () => undefined' }),
      says: 'its output is undefined',
    },
    {
      what: 'another output each time',
      text: source({ run: 'run: () => Math.random()' }),
      says: 'the same for the same input',
    },
    {
      what: 'an input that is changed',
      text: source({
        inputSchema: 'inputSchema: {}',
        defaultInput: 'defaultInput: [2, 1]',
        run: 'run: (input: number[]) => input.sort()',
      }),
      says: 'must leave its input as it is',
    },
    {
      what: 'a throw in run',
      text: source({ run: `run() {\n    throw new RangeError('too far');\n  }` }),
      says: 'it threw at my-task.ts:7: too far',
    },
    {
      what: 'steps that give something else',
      text: source({ steps: '*steps(input: number) { yield; return input }' }),
      says: 'steps() must give 6 for example 1: got 3',
    },
    {
      what: 'a form with data that gives something else',
      text: source({ payload: 'payload: { byteCount: () => 1, fill: () => {}, run: (input: number) => input }' }),
      says: 'payload.run() must give 6 for example 1: got 3',
    },
    {
      what: 'a native form that gives something else',
      text: source({ native: 'native: async (input: number) => input' }),
      says: 'native() must give 6 for example 1: got 3',
    },
    {
      what: 'data that nobody fills',
      text: source({ payload: 'payload: { byteCount: () => 1, run: () => 6 }' }),
      says: 'payload must have the functions byteCount, fill and run',
    },
    { what: 'a scale that is no function', text: source({ scale: 'scale: 2' }), says: 'scale must be a function' },
    {
      what: 'a process that ends',
      text: source({ run: 'run() { process.exit(3) }' }),
      says: 'it did with exit code 3',
    },
  ])('$what', async ({ text, says }) => {
    const problem = await problemOf(text);
    expect(problem).toMatchObject({ code: 'ERR_TASK_INVALID' });
    // The folder is not the one where the test was started, so the file is named with its whole path.
    expect((problem as Error).message.replaceAll(folder + path.sep, '')).toContain(says);
  });

  test('a task that never ends, within its limit', async () => {
    const problem = await problemOf(source({ run: 'run() { for (;;); }' }), 'endless.ts', 3_000);
    expect(problem).toMatchObject(coded('ERR_TASK_INVALID', 'must be done within 3 s'));
  });
});
