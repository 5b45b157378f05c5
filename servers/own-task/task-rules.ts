import { inspect } from 'node:util';
import type { Json, Task } from '../task.ts';
import { firstNonJson } from './first-non-json.ts';

/**
 * What a file of the reader's own exports: a task. Its `contract` may be missing, as only servers in other languages
 * need it, and its schema may be plain JSON Schema.
 */
export type OwnTask<Input extends Json = Json, Output extends Json = Json> = Omit<
  Task<Input, Output>,
  'contract' | 'inputSchema'
> & { readonly contract?: string; readonly inputSchema: object };

/** What an import gives: anything under any name. */
export type TaskModule = Readonly<Record<string, unknown>>;

/** What the rules have looked at so far: each property may be anything. */
type Candidate = Readonly<Partial<Record<keyof Task, unknown>>>;

interface Rule {
  readonly property: keyof Task;
  readonly must: string;
  /** What breaks it, in words; undefined when nothing does. */
  readonly broken: (task: Candidate) => string | undefined;
}

const shown = (value: unknown): string => inspect(value, { depth: 1, breakLength: Infinity, maxStringLength: 60 });
const unless = (isRight: boolean, value: unknown): string | undefined => (isRight ? undefined : shown(value));

const MAKES_LATER: ReadonlySet<string> = new Set(['AsyncFunction', 'GeneratorFunction', 'AsyncGeneratorFunction']);

const isFunction = (value: unknown): boolean => typeof value === 'function';
const isOptionalFunction = (value: unknown): boolean => value === undefined || isFunction(value);
const isPayload = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  ['byteCount', 'fill', 'run'].every((property) => isFunction((value as Record<string, unknown>)[property]));
const isSentence = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';

function brokenExamples(examples: unknown): string | undefined {
  if (!Array.isArray(examples)) return shown(examples);
  if (examples.length === 0) return '[]';
  for (const [index, example] of (examples as readonly unknown[]).entries()) {
    if (typeof example !== 'object' || example === null) return `examples[${index}] is ${shown(example)}`;
    for (const part of ['input', 'output'] as const) {
      const found = firstNonJson((example as Record<string, unknown>)[part], `examples[${index}].${part}`);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

const RULES: readonly Rule[] = [
  {
    property: 'name',
    must: 'must be lower case words with hyphens between them, such as "my-task"',
    broken: ({ name }) => unless(typeof name === 'string' && /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name), name),
  },
  {
    property: 'summary',
    must: 'must be a sentence for tables and help',
    broken: ({ summary }) => unless(isSentence(summary), summary),
  },
  {
    property: 'contract',
    must: 'must be text, or left out',
    broken: ({ contract }) => unless(contract === undefined || isSentence(contract), contract),
  },
  {
    property: 'inputSchema',
    must: 'must be a JSON Schema (TypeBox makes them too)',
    broken: ({ inputSchema }) => unless(typeof inputSchema === 'object' && inputSchema !== null, inputSchema),
  },
  {
    property: 'defaultInput',
    must: 'must be JSON, as it crosses threads, processes and sockets',
    broken: ({ defaultInput }) => firstNonJson(defaultInput, 'defaultInput'),
  },
  {
    property: 'run',
    must: 'must be a function that finishes its work before it returns: no async, no promise, no generator',
    broken: ({ run }) => unless(typeof run === 'function' && !MAKES_LATER.has(run.constructor.name), run),
  },
  {
    property: 'examples',
    must: 'must be at least one { input, output }, all of it JSON',
    broken: ({ examples }) => brokenExamples(examples),
  },
  {
    property: 'payload',
    must: 'must have the functions byteCount, fill and run, or be left out',
    broken: ({ payload }) => unless(payload === undefined || isPayload(payload), payload),
  },
  ...(['steps', 'native', 'scale'] as const).map((property) => ({
    property,
    must: 'must be a function, or left out',
    broken: (task: Candidate) => unless(isOptionalFunction(task[property]), task[property]),
  })),
];

/** The task of a module, or the first rule that it breaks and what to look for to find the line. */
export type Reading =
  | { readonly kind: 'task'; readonly task: OwnTask }
  | { readonly kind: 'broken'; readonly rule: string; readonly linePattern: RegExp };

const TELLING: readonly (keyof Task)[] = ['run', 'inputSchema', 'defaultInput', 'examples'];

function looksLikeTask(value: unknown): value is Candidate {
  return typeof value === 'object' && value !== null && TELLING.some((property) => property in value);
}

const propertyLine = (property: string): RegExp =>
  new RegExp(String.raw`(?:^|[{,])\s*(?:async\s+|\*\s*|async\s*\*\s*)?['"]?${property}['"]?\s*[:(,]`);
const exportLine = (exportName: string): RegExp =>
  exportName === 'default'
    ? /\bexport default\b|\bmodule\.exports\b/
    : new RegExp(String.raw`\bexport\b.*\b${exportName}\b`);

export function readTask(module: TaskModule): Reading {
  // The same object under two names is one task.
  const found = new Map(
    Object.entries(module).flatMap(([name, value]) => (looksLikeTask(value) ? [[value, name]] : [])),
  );
  const [[candidate, exportName] = []] = found;
  if (candidate === undefined || exportName === undefined || found.size > 1) {
    const exportNames = Object.keys(module).join(', ');
    return {
      kind: 'broken',
      rule: `it must export one object with name, summary, inputSchema, defaultInput, run and examples: got ${found.size} such among its exports (${exportNames === '' ? 'none' : exportNames})`,
      linePattern: /^\s*(?:export\b|module\.exports\b)/,
    };
  }
  for (const { property, must, broken } of RULES) {
    const what = broken(candidate);
    if (what === undefined) continue;
    return {
      kind: 'broken',
      rule: `${property} ${must}: got ${what}`,
      linePattern: property in candidate ? propertyLine(property) : exportLine(exportName),
    };
  }
  return { kind: 'task', task: candidate as unknown as OwnTask };
}
