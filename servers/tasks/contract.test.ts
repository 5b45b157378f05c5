import { existsSync, readFileSync } from 'node:fs';
import { Value } from 'typebox/value';
import { describe, expect, test } from 'vitest';
import { filled } from '../payload/held-bytes.ts';
import type { Json } from '../task.ts';
import { taskByName, tasks } from './list.ts';

const { dependencies } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  readonly dependencies: Readonly<Record<string, string>>;
};

/** Values that no bounded property of the same type may hold. */
function valuesOutside(value: Json | undefined): readonly Json[] {
  if (typeof value === 'number') return [-1e12, 1e12, 0.5, 'text', null];
  return ['x'.repeat(10_000), 1, null];
}

function drain(steps: Iterator<void, Json>): { readonly stepCount: number; readonly output: Json } {
  for (let stepCount = 0; ; stepCount += 1) {
    const result = steps.next();
    if (result.done === true) return { stepCount, output: result.value };
  }
}

test('every task has a name of its own', () => {
  expect(taskByName.size).toBe(tasks.length);
});

describe.each(tasks)('$name', (task) => {
  const { name, contract, summary, inputSchema, defaultInput, examples } = task;

  test('is named in kebab case, as its file is', () => {
    expect(name).toMatch(/^[a-z]+(-[a-z0-9]+)*$/);
    expect(existsSync(new URL(`./${name}.ts`, import.meta.url))).toBe(true);
  });

  test('says what it does', () => {
    expect(summary).toMatch(/^[A-Z][^\n]+\.$/);
    expect(contract.trim()).not.toBe('');
  });

  test('names no other version of a package than the installed one', () => {
    for (const [, packageName = '', version] of contract.matchAll(/\b([a-z][a-z-]+) (\d+\.\d+\.\d+)/g)) {
      expect({ packageName, version }).toEqual({ packageName, version: dependencies[packageName] });
    }
  });

  test('accepts its default and its examples', () => {
    expect(examples.length).toBeGreaterThanOrEqual(2);
    for (const input of [defaultInput, ...examples.map((example) => example.input)]) {
      expect(Value.Errors(inputSchema, input)).toEqual([]);
    }
  });

  test('has its default among its examples, so that a trial can check what it measures', () => {
    expect(examples.map((example) => example.input)).toContainEqual(defaultInput);
  });

  test('refuses what is over its bounds, missing, unknown or no object', () => {
    const valid = defaultInput as Readonly<Record<string, Json>>;
    const invalid: Json[] = [null, [], 'text', 1, {}, { ...valid, unknown: 1 }];
    for (const key of Object.keys(valid)) {
      invalid.push(Object.fromEntries(Object.entries(valid).filter(([other]) => other !== key)));
      for (const value of valuesOutside(valid[key])) invalid.push({ ...valid, [key]: value });
    }
    expect(invalid.filter((input) => Value.Check(inputSchema, input))).toEqual([]);
  });

  test('run() gives the known answers, and the same when run again', () => {
    for (const { input, output } of [...examples, ...examples]) {
      const copy = structuredClone(input);
      expect(task.run(input)).toStrictEqual(output);
      expect(input).toStrictEqual(copy);
    }
  });

  test('run() gives nothing but JSON', () => {
    const output = task.run(defaultInput);
    expect(JSON.parse(JSON.stringify(output))).toStrictEqual(output);
  });
});

test.each(tasks.filter((task) => task.steps !== undefined))(
  'steps() of $name give what run() gives, in more than one step',
  (task) => {
    const outputs = task.examples.map(({ input }) => drain(task.steps!(input)).output);
    expect(outputs).toStrictEqual(task.examples.map(({ output }) => output));
    expect(drain(task.steps!(task.defaultInput)).stepCount).toBeGreaterThan(1);
  },
);

test.each(tasks.filter((task) => task.native !== undefined))(
  'native() of $name resolves to what run() gives',
  async (task) => {
    const outputs = await Promise.all(task.examples.map(({ input }) => task.native!(input)));
    expect(outputs).toStrictEqual(task.examples.map(({ output }) => output));
  },
);

test.each(tasks.filter((task) => task.payload !== undefined))(
  'payload of $name gives what run() gives on any kind of memory, and stays as it is',
  ({ payload, examples }) => {
    for (const allocate of [(count: number) => new ArrayBuffer(count), (count: number) => new SharedArrayBuffer(count)])
      for (const { input, output } of examples) {
        const bytes = filled(payload!, input, allocate);
        const copy = Uint8Array.from(bytes);
        expect(payload!.run(input, bytes)).toStrictEqual(output);
        expect(Buffer.compare(bytes, copy)).toBe(0);
      }
  },
);

test.each(tasks.filter((task) => task.scale !== undefined))(
  'scale() of $name by 1 changes nothing, and its results are valid',
  (task) => {
    expect(task.scale!(task.defaultInput, 1)).toEqual(task.defaultInput);
    for (const factor of [0.01, 0.5, 1.5]) {
      expect(Value.Errors(task.inputSchema, task.scale!(task.defaultInput, factor))).toEqual([]);
    }
  },
);
