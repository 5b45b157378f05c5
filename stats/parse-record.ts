import { Compile } from 'typebox/compile';
import type { TLocalizedValidationError } from 'typebox/error';
import { RECORD_FORMAT_VERSION, type RunRecord, RunRecordSchema } from './record.ts';
import { type Violation, brokenRules } from './record-rules.ts';

export type RecordErrorCode = 'ERR_RECORD_JSON' | 'ERR_RECORD_VERSION' | 'ERR_RECORD_INVALID';

/** A text that is no record, or none that this version reads. */
export class RecordError extends Error {
  readonly code: RecordErrorCode;

  constructor(code: RecordErrorCode, message: string) {
    super(message);
    this.name = 'RecordError';
    this.code = code;
  }
}

const SHOWN_COUNT = 3; // the first few say what is wrong; a thousand more of the same would hide them
const SHOWN_LENGTH = 60;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (text.trim() === '') throw new RecordError('ERR_RECORD_JSON', 'Cannot read the record as the file is empty');
    const reason = error instanceof Error ? error.message : String(error);
    const isCut = text.trimStart().startsWith('{') && !text.trimEnd().endsWith('}');
    throw new RecordError(
      'ERR_RECORD_JSON',
      `Cannot read the record as it must be JSON${isCut ? ' and this file is cut off before its end' : ''}: ${reason}`,
    );
  }
}

/** The version decides how all else is read, so it is looked at before the schema. */
function checkVersion(value: unknown): void {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  const version: unknown = isObject && 'formatVersion' in value ? value.formatVersion : undefined;
  if (version === RECORD_FORMAT_VERSION) return;
  if (typeof version !== 'number')
    throw new RecordError(
      'ERR_RECORD_VERSION',
      `Cannot read the record as it must be an object with a formatVersion: got ${shown(isObject ? version : value)}. Was it written by holdup bench?`,
    );
  const advice = version > RECORD_FORMAT_VERSION ? 'update holdup' : 'read it with the holdup that wrote it';
  throw new RecordError(
    'ERR_RECORD_VERSION',
    `Cannot read the record as this record has format ${version}, this holdup reads ${RECORD_FORMAT_VERSION}: ${advice}`,
  );
}

function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
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
  return { path, rule, value };
}

function throwViolations(violations: readonly Violation[]): void {
  if (violations.length === 0) return;
  const told = violations
    .slice(0, SHOWN_COUNT)
    .map(({ path, rule, value }) => `${path === '' ? '/' : path} ${rule}: got ${shown(value)}`);
  const more = violations.length > SHOWN_COUNT ? '; and more' : '';
  throw new RecordError('ERR_RECORD_INVALID', `Cannot read the record as ${told.join('; ')}${more}`);
}

/**
 * The record that the text of a file holds.
 *
 * @throws {RecordError} `ERR_RECORD_JSON` when it is not JSON, `ERR_RECORD_VERSION` when it is of a format that this
 * version does not read, `ERR_RECORD_INVALID` when it breaks the schema or its parts do not fit together
 */
export function parseRecord(text: string): RunRecord {
  const value = parseJson(text);
  checkVersion(value);
  const schema = Compile(RunRecordSchema); // takes some 10 ms, and makes checking a million samples a matter of 0.2 s
  if (!schema.Check(value)) throwViolations(brokenSchema(value, schema.Errors(value)));
  const record = value as RunRecord;
  throwViolations(brokenRules(record));
  return record;
}
