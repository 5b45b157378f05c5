import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { RunRecordSchema } from './record.ts';

const file = new URL('record.schema.json', import.meta.url);
const renewal = 'RENEW_SCHEMA=1 npx vitest run stats/record.test.ts && npx oxfmt stats/record.schema.json';

test(`record.schema.json is the schema that records are checked with; renew it with: ${renewal}`, () => {
  const schema = { $schema: 'https://json-schema.org/draft/2020-12/schema', ...RunRecordSchema };
  if (process.env['RENEW_SCHEMA'] !== undefined) writeFileSync(file, JSON.stringify(schema, null, 2));
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(schema)));
});
