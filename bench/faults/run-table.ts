import os from 'node:os';
import process from 'node:process';
import type { FaultCell, FaultTable } from '../../stats/faults/fault-table.ts';
import { FAULT_FORMAT_VERSION } from '../../stats/faults/fault-table.ts';
import { EXIT } from '../exit-code.ts';
import { holdupPackage } from '../machine.ts';
import type { Fault } from './kinds/fault.ts';
import { runCell } from './run-cell.ts';
import type { StagedRow } from './stage.ts';

/** What is known before the first cell. @param command what to type for the same table */
export async function newTable(
  rows: readonly StagedRow[],
  faults: readonly Fault[],
  { command, leftOut }: { readonly command: string; readonly leftOut: readonly string[] },
): Promise<FaultTable> {
  return {
    formatVersion: FAULT_FORMAT_VERSION,
    holdupVersion: (await holdupPackage()).version,
    startedAt: new Date().toISOString(),
    finishedAt: null,
    status: 'partial',
    command,
    machine: {
      cpuModel: os.cpus()[0]?.model.trim() ?? 'unknown',
      coreCount: os.availableParallelism(),
      platform: process.platform,
      nodeVersion: process.versions.node,
    },
    rows: rows.map(({ strategy, kit, queueEngine, queueUrl, ...row }) => row),
    leftOut: [...leftOut],
    faults: faults.map(({ name, title, summary }) => ({ name, title, summary })),
    cells: [],
  };
}

/**
 * Plays every fault on every row, one after the other, and gives the table after each cell. Ends early, with what there
 * is, once interrupted.
 */
export async function* runTable(
  begun: FaultTable,
  rows: readonly StagedRow[],
  faults: readonly Fault[],
  interrupted: AbortSignal,
): AsyncGenerator<FaultTable> {
  let table = begun;
  const add = (cell: FaultCell): FaultTable => (table = { ...table, cells: [...table.cells, cell] });
  for (const row of rows) {
    for (const fault of faults) {
      try {
        interrupted.throwIfAborted();
        yield add(await runCell(row, fault, interrupted));
      } catch (thrown) {
        if (!interrupted.aborted) throw thrown;
        yield { ...table, finishedAt: new Date().toISOString() };
        return;
      }
    }
  }
  yield { ...table, status: 'complete', finishedAt: new Date().toISOString() };
}

/** The gravest of what its cells say. */
export function exitCodeOfTable({ status, cells }: FaultTable): number {
  if (status === 'partial') return EXIT.interrupted;
  if (cells.some(({ result }) => result.kind === 'tried' && result.verdict === 'broken')) return EXIT.brokenPromise;
  return cells.some(({ result }) => result.kind === 'not-tried') ? EXIT.voidTrial : EXIT.ok;
}
