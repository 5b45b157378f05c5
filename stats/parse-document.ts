import { Compile } from 'typebox/compile';
import type { TLocalizedValidationError } from 'typebox/error';
import type { TSchema } from 'typebox';
import type { Violation } from './record-rules.ts';

export type RecordErrorCode = 'ERR_RECORD_JSON' | 'ERR_RECORD_VERSION' | 'ERR_RECORD_INVALID';

/** A text that is no record or fault table, or none that this version reads. */
export class RecordError extends Error {
  readonly code: RecordErrorCode;

  constructor(code: RecordErrorCode, message: string) {
    super(message);
    this.name = 'RecordError';
    this.code = code;
  }
}

/** A JSON file of ours. */
export interface DocumentKind {
  /** What to call it in a message: a path, or "the record". */
  readonly name: string;
  /** What makes one: "npm run bench". */
  readonly command: string;
  readonly formatVersion: number;
  readonly schema: TSchema;
  /** Where people read the rules. */
  readonly schemaPath: string;
}

const SHOWN_COUNT = 3; // the first few say what is wrong; a thousand more of the same would hide them
const SHOWN_LENGTH = 60;

function parseJson(text: string, { name, command }: DocumentKind): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const isCut = text.trimStart().startsWith('{') && !text.trimEnd().endsWith('}');
    const state =
      text.trim() === '' ? ' and the file is empty' : isCut ? ' and this file is cut off before its end' : '';
    const reason = text.trim() === '' ? '' : `: ${error instanceof Error ? error.message : String(error)}`;
    throw new RecordError(
      'ERR_RECORD_JSON',
      `Cannot read ${name} as it must be JSON${state}${reason}. Name another file, or make one: ${command}`,
    );
  }
}

/** The version decides how all else is read, so it is looked at before the schema. */
function checkVersion(value: unknown, { name, command, formatVersion }: DocumentKind): void {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  const version: unknown = isObject && 'formatVersion' in value ? value.formatVersion : undefined;
  if (version === formatVersion) return;
  if (typeof version !== 'number')
    throw new RecordError(
      'ERR_RECORD_VERSION',
      `Cannot read ${name} as it must be an object with a formatVersion: got ${shown(isObject ? version : value)}. Name a file that ${command} wrote`,
    );
  const advice =
    version > formatVersion ? 'update holdup: git pull && npm ci' : 'read it with the holdup that wrote it';
  throw new RecordError(
    'ERR_RECORD_VERSION',
    `Cannot read ${name} as it has format ${version} and this holdup reads ${formatVersion}: ${advice}`,
  );
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  // JSON has no word for infinity: 1e999 would be shown as null.
  const text = typeof value === 'number' ? String(value) : JSON.stringify(value);
  return text.length > SHOWN_LENGTH ? `${text.slice(0, SHOWN_LENGTH)}…` : text;
}

/** Follows a JSON Pointer; undefined where it leads nowhere. */
function valueAtPath(root: unknown, path: string): unknown {
  const keys = path.split('/').slice(1);
  return keys.reduce<unknown>((value, key) => {
    const name = key.replaceAll('~1', '/').replaceAll('~0', '~');
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
  }, root);
}

/** One violation per path: TypeBox tells a misfit of a union once per member, and a surplus property twice. */
function brokenSchema(root: unknown, errors: readonly TLocalizedValidationError[]): Violation[] {
  const byPath = new Map<string, Violation>();
  for (const error of errors) {
    const path = error.instancePath;
    const before = byPath.get(path);
    if (before === undefined && error.keyword !== 'boolean') byPath.set(path, violationOf(root, error));
    // The kinds of a union: must be "closed" or "open".
    if (before !== undefined && error.keyword === 'const')
      byPath.set(path, { ...before, rule: `${before.rule} or ${shown(error.params.allowedValue)}` });
  }
  return [...byPath.values()];
}

function violationOf(root: unknown, error: TLocalizedValidationError): Violation {
  const { instancePath: path, keyword, message: rule } = error;
  const value = valueAtPath(root, path);
  if (keyword === 'const') return { path, rule: `must be ${shown(error.params.allowedValue)}`, value };
  if (keyword === 'enum') return { path, rule: `must be one of ${error.params.allowedValues.join(', ')}`, value };
  if (keyword === 'required') return { path, rule, value: undefined };
  if (keyword === 'additionalProperties') return { path, rule, value: error.params.additionalProperties };
  // JSON.parse() takes 1e999 for Infinity, which is a number to everybody but a schema.
  if (keyword === 'type' && typeof value === 'number' && !Number.isFinite(value))
    return { path, rule: 'must be a finite number', value };
  return { path, rule, value };
}

/** @throws {RecordError} ERR_RECORD_INVALID when there are any */
export function throwViolations(violations: readonly Violation[], { name, command, schemaPath }: DocumentKind): void {
  if (violations.length === 0) return;
  const told = violations
    .slice(0, SHOWN_COUNT)
    .map(({ path, rule, value }) => `${path === '' ? '/' : path} ${rule}: got ${shown(value)}`);
  const more = violations.length > SHOWN_COUNT ? '; and more' : '';
  throw new RecordError(
    'ERR_RECORD_INVALID',
    `Cannot read ${name} as ${told.join('; ')}${more}. ${schemaPath} has the rules; measure again: ${command}`,
  );
}

/**
 * What the text of a file holds, fit for `kind.schema`.
 *
 * @throws {RecordError} `ERR_RECORD_JSON` when it is not JSON, `ERR_RECORD_VERSION` when it is of a format that this
 * version does not read, `ERR_RECORD_INVALID` when it breaks the schema
 */
export function parseDocument(text: string, kind: DocumentKind): unknown {
  const value = parseJson(text, kind);
  checkVersion(value, kind);
  const validator = Compile(kind.schema); // takes some 10 ms, and makes checking a million samples a matter of 0.4 s
  if (!validator.Check(value)) throwViolations(brokenSchema(value, validator.Errors(value)), kind);
  return value;
}
