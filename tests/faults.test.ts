import { execFile } from 'node:child_process';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXIT } from '../bench/exit-code.ts';
import { faults } from '../bench/faults/kinds/index.ts';
import { type Rows, openRows } from '../bench/faults/rows.ts';
import { exitCodeOfTable, newTable, runTable } from '../bench/faults/run-table.ts';
import type { StagedRow } from '../bench/faults/stage.ts';
import { countJobs } from '../stats/faults/job-counts.ts';
import { type FaultName, type FaultTable, type TriedResult, parseFaultTable } from '../stats/faults/fault-table.ts';
import { descendants } from './process-tree.ts';

// Not as this file is loaded: with `vitest -t` that may be all that becomes of it, and a Redis is among them.
let opened: Rows;
beforeAll(async () => {
  opened = await openRows(['blocking', 'process-pool', 'thread-pool', 'job-queue'], undefined);
});
afterAll(async () => opened[Symbol.asyncDispose]());

const NEVER = new AbortController().signal;
const CELL_MS = 60_000;

async function play(row: StagedRow, names: readonly FaultName[], signal = NEVER): Promise<FaultTable> {
  const chosen = faults.filter(({ name }) => names.includes(name));
  let table = await newTable([row], chosen, { command: 'npm run faults --', leftOut: [] });
  for await (table of runTable(table, [row], chosen, signal));
  return table;
}

function rowOf(name: string): StagedRow {
  const row = opened.rows.find((one) => one.name === name);
  if (row === undefined) throw new TypeError(`No row is called ${name}`);
  return row;
}

function triedIn(table: FaultTable): TriedResult {
  const result = table.cells[0]?.result;
  if (result?.kind !== 'tried') throw new TypeError(`It was not tried: ${JSON.stringify(result)}`);
  return result;
}

describe.each<{
  readonly name: string;
  readonly fault: FaultName;
  readonly state: TriedResult['observation']['server']['state'];
  readonly counts: object;
}>([
  { name: 'blocking', fault: 'task-exits', state: 'restarted', counts: { lost: 1, done: 3 } },
  { name: 'process-pool', fault: 'worker-killed', state: 'same', counts: { failed: 1, done: 3, lost: 0 } },
  { name: 'thread-pool', fault: 'task-eats-memory', state: 'same', counts: { failed: 1, done: 3, lost: 0 } },
  { name: 'job-queue', fault: 'server-killed', state: 'restarted', counts: { done: 5, failed: 0, lost: 0 } },
])('$name under $fault', ({ name, fault, state, counts }) => {
  test(`keeps its promises: its server is ${state}`, { timeout: CELL_MS }, async () => {
    const table = await play(rowOf(name), [fault]);
    const result = triedIn(table);
    expect(result.rules.filter(({ isKept }) => !isKept)).toEqual([]);
    expect(result.verdict).toBe('kept');
    expect(result.observation.server.state).toBe(state);
    expect(countJobs(result.observation.jobs, rowOf(name).delivery)).toMatchObject(counts);
    expect(exitCodeOfTable(table)).toBe(EXIT.ok);
    expect(parseFaultTable(JSON.stringify(table))).toEqual(table);
    expect(await descendants(process.pid, 'servers/main.ts')).toEqual([]);
  });
});

test('a promise that is not true is found broken, with an exit code of its own', { timeout: CELL_MS }, async () => {
  const blocking = rowOf('blocking');
  const boasting: StagedRow = { ...blocking, promises: { ...blocking.promises, cancels: 'always' } };
  const table = await play(boasting, ['client-leaves']);
  const { verdict, rules } = triedIn(table);
  expect(verdict).toBe('broken');
  expect(rules.filter(({ isKept }) => !isKept).map(({ rule }) => rule)).toContain(
    'Work that runs when its client leaves is stopped',
  );
  expect(exitCodeOfTable(table)).toBe(EXIT.brokenPromise);
});

test('an interrupted table is partial, and what was under way is gone', { timeout: CELL_MS }, async () => {
  const interrupting = new AbortController();
  setTimeout(() => interrupting.abort(new Error('interrupted')), 2_000);
  const table = await play(rowOf('thread-pool'), ['task-never-ends'], interrupting.signal);
  expect(table).toMatchObject({ status: 'partial', cells: [] });
  expect(exitCodeOfTable(table)).toBe(EXIT.interrupted);
  expect(await descendants(process.pid, 'servers/main.ts')).toEqual([]);
});

test('the command writes the table and its pages, and prints the matrix', { timeout: CELL_MS }, async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'holdup-faults-'));
  try {
    const entry = path.join(import.meta.dirname, '../bench/faults/main.ts');
    const args = [entry, '--strategy', 'blocking', '--fault', 'task-throws,queue-gone', '--out', folder];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    expect(stdout).toMatch(/^blocking +✓ +·$/m);
    expect((await readdir(folder)).toSorted()).toEqual(['faults.html', 'faults.json', 'faults.md']);
    const table = parseFaultTable(await readFile(path.join(folder, 'faults.json'), 'utf8'));
    expect(table).toMatchObject({ status: 'complete', cells: [{ row: 'blocking' }, { row: 'blocking' }] });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
