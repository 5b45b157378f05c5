import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { exampleFaultTable } from '../../stats/examples/example-fault-table.ts';
import { FAULT_NAMES, type FaultTable, parseFaultTable } from '../../stats/faults/fault-table.ts';
import { exampleReport } from '../example-report.ts';
import { html } from '../formats/html.ts';
import { markdown } from '../formats/markdown.ts';
import { columnsOf } from '../plain-text.ts';
import { faultMarkdown } from './markdown.ts';
import { faultVerdict } from './matrix.ts';
import { faultPage } from './page.ts';
import { faultTerminal } from './terminal.ts';

test('the terminal shows a mark and letters for each cell, the legend and what broke', () => {
  expect(faultTerminal(exampleFaultTable, 80, false)).toBe(
    `1 cell of 2 broke a promise. 3 cells could not be tried. PARTIAL: the run was
ended early.

                   task  queue
strategy           exits gone  flood
blocking           ✗SNL  ·     ?
microtask-yielding ✓SNL  ?     ?

✓ did what it promises   ✗ broke a promise   · cannot happen to it   ? not tried
S the server died and was started again from outside
P one of its server processes died and was replaced
N no neighbour was answered for a second or more   L accepted work was lost
R work was refused   2 a job was begun more than once

- blocking, task exits: The server lives on. Seen: it died <here> | and there

- job-queue on Redis is left out: install redis-server
`,
  );
});

/** Every strategy and every fault, with the longest letters that were seen. */
function wideTable(): FaultTable {
  const [cell] = exampleFaultTable.cells;
  const [row] = exampleFaultTable.rows;
  if (cell === undefined || row === undefined) throw new TypeError('The example has a cell');
  const titles = ['worker killed', 'server killed', 'task throws', 'never ends', 'task exits', 'eats memory'];
  const faults = FAULT_NAMES.map((name, index) => ({
    name,
    title: [...titles, 'client leaves', 'queue gone', 'flood'][index] ?? '',
    summary: '',
  }));
  const name = 'process-per-request';
  return {
    ...exampleFaultTable,
    rows: [{ ...row, name }],
    faults,
    cells: faults.map((fault) => ({ ...cell, row: name, fault: fault.name })),
  };
}

test('the whole table takes no more than 80 columns', () => {
  const lines = faultTerminal(wideTable(), 80, false).split('\n');
  expect(lines.some((line) => line.startsWith('process-per-request'))).toBe(true);
  expect(lines.filter((line) => columnsOf(line) > 80)).toEqual([]);
});

test('colours change no letter', () => {
  const plain = stripVTControlCharacters(faultTerminal(exampleFaultTable, 80, true));
  expect(plain).toBe(faultTerminal(exampleFaultTable, 80, false));
});

test('the page links each cell to its evidence, and shows what came in as text', () => {
  const page = faultPage(exampleFaultTable);
  const targets = [...page.matchAll(/href="#(fault-[^"]+)"/g)].map(([, id = '']) => id);
  expect(targets).toHaveLength(6);
  for (const id of targets) expect(page).toContain(`id="${id}"`);
  expect(page).toContain('it died &lt;here&gt;');
  expect(page).not.toContain('<here>');
  expect(page).toContain('1,234 ms  victim 1 is asked for');
  expect(page).toContain('1 accepted: 0 done, 0 failed, 1 lost');
  expect(page).not.toContain('<script');
  const [, body = ''] = page.split('<body>');
  expect(body.split(faultVerdict(exampleFaultTable))).toHaveLength(2); // it is told once
});

test('the Markdown page has the matrix and the evidence', () => {
  const text = faultMarkdown(exampleFaultTable);
  expect(text).toContain('| blocking | ✗ SNL | · | ? |');
  expect(text).toContain(String.raw`**BROKEN**: The server lives on. Seen: it died &lt;here&gt; \| and there`);
  expect(text).toContain('<details><summary>microtask-yielding</summary>');
});

test('a report shows a table that lies beside its record, and nothing where none does', () => {
  for (const format of [html, markdown]) {
    const without = format.render(exampleReport()).map(({ content }) => String(content));
    expect(without.join('')).not.toContain('What survived');
    const withFaults = format
      .render(exampleReport({}, { faults: exampleFaultTable }))
      .map(({ content }) => String(content));
    expect(withFaults.join('')).toContain('What survived');
    expect(withFaults.join('')).toContain('The server lives on');
  }
});

test('parseFaultTable() reads what was written', () => {
  expect(parseFaultTable(JSON.stringify(exampleFaultTable))).toEqual(exampleFaultTable);
});

test.each([
  { what: 'is empty', text: '', code: 'ERR_RECORD_JSON', place: 'the file is empty' },
  { what: 'was cut off', text: '{"formatVersion": 1, "ce', code: 'ERR_RECORD_JSON', place: 'is cut off' },
  { what: 'is something else', text: '{}', code: 'ERR_RECORD_VERSION', place: 'with a formatVersion' },
  {
    what: 'comes from the future',
    text: JSON.stringify({ ...exampleFaultTable, formatVersion: 2 }),
    code: 'ERR_RECORD_VERSION',
    place: 'format 2',
  },
  {
    what: 'has a negative time',
    text: JSON.stringify(exampleFaultTable).replace('"durationMs":2000', '"durationMs":-1'),
    code: 'ERR_RECORD_INVALID',
    place: '/cells/0/durationMs must be >= 0: got -1',
  },
  {
    what: 'has a cell of a row that is not there',
    text: JSON.stringify({ ...exampleFaultTable, rows: exampleFaultTable.rows.slice(1) }),
    code: 'ERR_RECORD_INVALID',
    place: '/cells/0/row must be one of the rows: got "blocking"',
  },
])('parseFaultTable() refuses a table that $what, and says where and what to type', ({ text, code, place }) => {
  const read = (): FaultTable => parseFaultTable(text, 'runs/one/faults.json');
  expect(read).toThrow(expect.objectContaining({ code, message: expect.stringContaining(place) }));
  expect(read).toThrow(/^Cannot read runs\/one\/faults\.json as .*(?:npm run faults|npm ci)/u);
});
