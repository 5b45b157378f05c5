import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { ERRORS, HarnessError, errorReport } from './errors.ts';

test('errors.md has every code with its status, meaning and remedy, and no other', async () => {
  const page = await readFile(new URL('errors.md', import.meta.url), 'utf8');
  const rows = Object.entries(ERRORS).map(
    ([code, { httpStatus, meaning, remedy }]) => `| \`${code}\` | ${httpStatus ?? ''} | ${meaning} | ${remedy} |`,
  );
  expect(
    page
      .split('\n')
      .filter((line) => line.startsWith('| `ERR_'))
      .map((line) => line.replace(/ +/g, ' ')),
  ).toEqual(rows.map((row) => row.replace(/ +/g, ' ')));
});

test('errorReport() keeps code and message of ours and names everything else by the fallback', () => {
  expect(errorReport(new HarnessError('ERR_QUEUE_FULL', 'full'))).toEqual({ code: 'ERR_QUEUE_FULL', message: 'full' });
  expect(errorReport(new TypeError('odd'))).toEqual({ code: 'ERR_INTERNAL', message: 'odd' });
  expect(errorReport('odd', 'ERR_TASK_FAILED')).toEqual({ code: 'ERR_TASK_FAILED', message: 'odd' });
});
