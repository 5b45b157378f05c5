import { HarnessError } from '../errors.ts';
import type { Executor } from '../runners.ts';
import { Rows } from './rows.ts';

/**
 * An executor that also writes the outputs of jobs that came from rows: for work that nobody awaits. A job counts as done
 * once its output is written. One that is begun twice writes the same output twice.
 *
 * @param dataFolder where the server has its rows; null on a machine that cannot reach it, where such jobs fail
 */
export function keepOutputs(executor: Executor, dataFolder: string | null): Executor {
  const rows = dataFolder === null ? undefined : new Rows(dataFolder);
  return {
    execute: async (job, signal) => {
      const run = await executor.execute(job, signal);
      const { rowKey: key, taskName } = job;
      if (key === undefined) return run;
      if (rows === undefined) {
        throw new HarnessError(
          'ERR_DATABASE',
          `Cannot write the row "${key}" of ${taskName} as this worker must have the server's --data folder: got none`,
        );
      }
      // Who cancelled the job wants nothing of it any more.
      signal.throwIfAborted();
      await rows.write({ key, taskName }, run.output);
      return run;
    },
    threads: () => executor.threads?.() ?? [],
    [Symbol.asyncDispose]: async () => {
      await executor[Symbol.asyncDispose]();
      await rows?.[Symbol.asyncDispose]();
    },
  };
}
