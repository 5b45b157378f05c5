import type { RunRecord } from '../../stats/record.ts';
import type { Summary } from '../../stats/summary.ts';

type Draw<Result> = (record: RunRecord, summary: Summary) => Result;

/**
 * The same function, which works once per report: picture, sentence and table of a chart each ask for the same, and of a
 * million samples that takes a while. Nothing is kept longer than the record and its summary are.
 */
export function remembered<Result>(draw: Draw<Result>): Draw<Result> {
  const known = new WeakMap<Summary, WeakMap<RunRecord, { readonly result: Result }>>();
  return (record, summary) => {
    const results = known.get(summary) ?? new WeakMap<RunRecord, { readonly result: Result }>();
    known.set(summary, results);
    const found = results.get(record) ?? { result: draw(record, summary) };
    results.set(record, found);
    return found.result;
  };
}
