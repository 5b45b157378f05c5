import process from 'node:process';
import type { StagedRow } from '../stage.ts';
import { type Fault, asUsual } from './fault.ts';

const LASTING_MS = 1_500;

function inapplicable({ strategy, kit }: StagedRow): string | null {
  const { family } = strategy;
  if (!kit.isPoisonous) return 'Its workers are threads of Node itself: nothing ends them but the server’s end.';
  if (family === 'inline' || family === 'deferred')
    return 'It has no worker: the server does the work (see server-killed).';
  if (process.platform === 'win32') return 'Its processes are found with ps, which this system does not have.';
  return null;
}

export const workerKilled: Fault = {
  name: 'worker-killed',
  title: 'worker killed',
  summary:
    'kill -9 of one process that runs tasks, in the middle of one; a thread cannot be killed from outside and is ended from inside, by a task that calls process.exit.',
  inapplicable,
  serverArguments: asUsual,
  strike: async (stage) => {
    const isReplicated = stage.row.strategy.family === 'replicated';
    // One more than there are processes of a cluster, so that each of them has one whichever comes first.
    const victims = Array.from({ length: isReplicated ? 3 : 2 }, () =>
      stage.ask('victim', stage.kit.lasting(LASTING_MS)),
    );
    const [first] = victims;
    if (first !== undefined) await stage.begun(first);
    // Only now: their connections would change the turns in which a cluster's processes get theirs.
    stage.neighbours.start();
    const workers = await stage.server.workers();
    const [worker] = workers;
    if (worker === undefined) {
      stage.log.note('Its workers are threads: one is ended from inside');
      victims.push(stage.ask('victim', { taskName: 'poison', input: { kind: 'exit' }, said: 'calls process.exit' }));
    } else {
      process.kill(worker.processId, 'SIGKILL');
      stage.log.note(`Killed process ${worker.processId} with -9, one of ${workers.length} that run tasks`);
    }
    await stage.settle(victims.map(async (victim) => victim.ended));
    await stage.later(2);
  },
};
