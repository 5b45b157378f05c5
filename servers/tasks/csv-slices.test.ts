import { parse } from 'csv-parse/sync';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvSlices } from './csv-slices.ts';

test.each([
  { title: 'two records and one', text: 'h\n1\n2\n3\n', slices: ['h\n1\n2\n', 'h\n3\n'] },
  { title: 'a last record without a line end', text: 'h\n1\n2\n3', slices: ['h\n1\n2\n', 'h\n3'] },
  { title: 'line ends of CRLF', text: 'h\r\n1\r\n2\r\n3\r\n', slices: ['h\r\n1\r\n2\r\n', 'h\r\n3\r\n'] },
  { title: 'a line feed between quotes', text: 'h\n"1\na"\n2\n3\n', slices: ['h\n"1\na"\n2\n', 'h\n3\n'] },
  { title: 'doubled quotes', text: 'h\n"1"""\n"""\n2"\n3\n', slices: ['h\n"1"""\n"""\n2"\n', 'h\n3\n'] },
  { title: 'a line feed between the quotes of the header', text: '"h\n"\n1\n', slices: ['"h\n"\n1\n'] },
  { title: 'a header alone', text: 'h\n', slices: [] },
])('csvSlices() by two of $title', ({ text, slices }) => {
  expect([...csvSlices(text, 2)]).toEqual(slices);
});

test('csvSlices() parsed one by one hold the records of the whole, whatever the fields hold', () => {
  const field = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r\n', ' ') });
  const quoted = (value: string) => `"${value.replaceAll('"', '""')}"`;
  const parseAll = (text: string) => parse(text, { columns: true, record_delimiter: ['\r\n', '\n'] });
  fc.assert(
    fc.property(fc.array(fc.tuple(field, field)), fc.integer({ min: 1, max: 4 }), (rows, recordsPerSlice) => {
      const text = [['h', 'i'], ...rows].map((row) => `${row.map(quoted).join(',')}\n`).join('');
      expect([...csvSlices(text, recordsPerSlice)].flatMap(parseAll)).toEqual(parseAll(text));
      expect(parseAll(text)).toEqual(rows.map(([h, i]) => ({ h, i })));
    }),
  );
});
