import { workerData } from 'piscina';
import { type ErrorReport, errorReport } from '../errors.ts';
import type { Json } from '../task.ts';
import { nowMs } from '../telemetry.ts';
import { type Row, type RowPlace, RowTable } from './row-table.ts';

/** What the database's thread is asked. */
export type RowQuestion = RowPlace &
  (
    | { readonly kind: 'put'; readonly input: Json }
    | { readonly kind: 'read' }
    | { readonly kind: 'write'; readonly output: Json }
  );

/** `no-row`: there is none at this place. Errors cross as data, as those of tasks do. */
export type RowAnswer =
  | {
      readonly kind: 'done';
      /** Where it was asked for. */
      readonly row: Row | null;
      /** What the database itself took, without the ways there and back. */
      readonly tookMs: number;
    }
  | { readonly kind: 'no-row' }
  | ({ readonly kind: 'failed' } & ErrorReport);

const { dataFolder } = workerData as { readonly dataFolder: string };
let opened: RowTable | undefined;

/** @returns undefined when there is no such row, null when it was not asked for */
function ask(table: RowTable, question: RowQuestion): Row | null | undefined {
  if (question.kind === 'read') return table.read(question);
  if (question.kind === 'write') return table.write(question, question.output) ? null : undefined;
  table.put(question, question.input);
  return null;
}

/** What the database's thread runs. */
export function answer(question: RowQuestion): RowAnswer {
  try {
    opened ??= new RowTable(dataFolder);
    const startedAtMs = nowMs();
    const row = ask(opened, question);
    return row === undefined ? { kind: 'no-row' } : { kind: 'done', row, tookMs: nowMs() - startedAtMs };
  } catch (thrown) {
    return { kind: 'failed', ...errorReport(thrown, 'ERR_DATABASE') };
  }
}
