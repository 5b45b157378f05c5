import { type DocumentKind, parseDocument, throwViolations } from './parse-document.ts';
import { RECORD_FORMAT_VERSION, type RunRecord, RunRecordSchema } from './record.ts';
import { brokenRules } from './record-rules.ts';

/**
 * The record that the text of a file holds.
 *
 * @param name of the file, for messages
 * @throws {RecordError} `ERR_RECORD_JSON` when it is not JSON, `ERR_RECORD_VERSION` when it is of a format that this
 * version does not read, `ERR_RECORD_INVALID` when it breaks the schema or its parts do not fit together
 */
export function parseRecord(text: string, name = 'the record'): RunRecord {
  const kind: DocumentKind = {
    name,
    command: 'npm run bench',
    formatVersion: RECORD_FORMAT_VERSION,
    schema: RunRecordSchema,
    schemaPath: 'stats/record.schema.json',
  };
  const record = parseDocument(text, kind) as RunRecord;
  throwViolations(brokenRules(record), kind);
  return record;
}
