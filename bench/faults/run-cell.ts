import { HarnessError, errorReport } from '../../servers/errors.ts';
import { judge } from '../../stats/faults/fault-rules.ts';
import type { FaultCell } from '../../stats/faults/fault-table.ts';
import { within } from '../within.ts';
import { CellLog } from './cell-log.ts';
import { FaultServer, type ServerArguments } from './fault-server.ts';
import type { Fault } from './kinds/fault.ts';
import { Stage, type StagedRow } from './stage.ts';

/** From the start of the server on; every wait of a fault ends before. */
const STRIKE_MS = 18_000;

const USUAL: Omit<ServerArguments, 'strategyName' | 'queueUrl'> = {
  workerCount: 2,
  queueLimitCount: 100,
  taskTimeoutMs: 30_000,
  heapLimitMb: null,
};

async function played(fault: Fault, stage: Stage): Promise<void> {
  await fault.strike(stage);
  await stage.neighbours.end();
}

async function tried(row: StagedRow, fault: Fault, interrupted: AbortSignal): Promise<FaultCell['result']> {
  const log = new CellLog();
  const { strategyName, delivery, promises, queueUrl } = row;
  const args = { ...USUAL, ...fault.serverArguments(row), strategyName, queueUrl };
  await using server = await FaultServer.start(args, log, interrupted);
  using stage = new Stage(row, server, log);
  await within(played(fault, stage), {
    limitMs: STRIKE_MS,
    code: 'ERR_INTERNAL',
    what: `${fault.name} on ${row.name} did not come to its end`,
    signal: interrupted,
  });
  const observation = stage.observation();
  const judged = { promises, delivery, isReplicated: row.strategy.family === 'replicated', observation };
  return { kind: 'tried', ...judge(fault.name, judged), observation, log: log.lines() };
}

/**
 * Plays one fault on a fresh server of one strategy, and judges what was seen by what the row promises.
 *
 * @throws {HarnessError} ERR_INTERRUPTED
 */
export async function runCell(row: StagedRow, fault: Fault, interrupted: AbortSignal): Promise<FaultCell> {
  const startedAtMs = performance.now();
  const cell = (result: FaultCell['result']): FaultCell => ({
    row: row.name,
    fault: fault.name,
    durationMs: Math.round(performance.now() - startedAtMs),
    result,
  });
  const reason = fault.inapplicable(row);
  if (reason !== null) return cell({ kind: 'not-applicable', reason });
  try {
    return cell(await tried(row, fault, interrupted));
  } catch (thrown) {
    if (interrupted.aborted) throw interrupted.reason;
    if (!(thrown instanceof HarnessError)) throw thrown;
    const { code, message } = errorReport(thrown);
    return cell({ kind: 'not-tried', reason: `${code}: ${message}` });
  }
}
