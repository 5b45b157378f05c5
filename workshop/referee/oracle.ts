import { startChild } from '../../bench/child.ts';
import { within } from '../../bench/within.ts';
import { HarnessError } from '../../servers/errors.ts';
import type { OracleCommand, OracleMessage, Prepared, WorkTask } from './oracle-protocol.ts';

/** Ten jobs of half a second, on a machine that is four times too busy. */
const ANSWER_MS = 20_000;

/** Knows the answers before anybody is asked, as it has done the work itself, in a process of its own. */
export interface Oracle extends AsyncDisposable {
  /** @returns how many iterations take `targetMs` on this machine now */
  calibrate(targetMs: number): Promise<number>;
  /** New jobs: no nonce of them was used before. */
  prepare(jobCount: number, iterations: number): Promise<Prepared>;
  /** @returns the digest of each, in their order */
  work(tasks: readonly WorkTask[]): Promise<readonly string[]>;
}

export function startOracle(signal: AbortSignal): Oracle {
  const child = startChild<OracleCommand, OracleMessage>({
    entry: new URL('./oracle-process.ts', import.meta.url),
    stop: () => {},
    stopMs: 0,
  });
  const ask = async (command: OracleCommand): Promise<OracleMessage> => {
    const { promise, resolve, reject } = Promise.withResolvers<OracleMessage>();
    child.onMessage(resolve);
    void child.ended.then((how) => reject(new HarnessError('ERR_CALIBRATION', `The calibration ended early: ${how}`)));
    child.tell(command);
    return within(promise, { limitMs: ANSWER_MS, code: 'ERR_CALIBRATION', what: 'The work was not done', signal });
  };
  return {
    calibrate: async (targetMs) => {
      const answer = await ask({ kind: 'calibrate', targetMs });
      if (answer.kind !== 'calibrated') throw new TypeError('One question at a time');
      return answer.iterations;
    },
    prepare: async (jobCount, iterations) => {
      const answer = await ask({ kind: 'prepare', jobCount, iterations });
      if (answer.kind !== 'prepared') throw new TypeError('One question at a time');
      return { jobs: answer.jobs, workMs: answer.workMs };
    },
    work: async (tasks) => {
      const answer = await ask({ kind: 'work', tasks });
      if (answer.kind !== 'worked') throw new TypeError('One question at a time');
      return answer.digests;
    },
    [Symbol.asyncDispose]: async () => child[Symbol.asyncDispose](),
  };
}
