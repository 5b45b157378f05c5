import { setTimeout as delay } from 'node:timers/promises';
import { type Fault, asUsual } from './fault.ts';

const LASTING_MS = 1_000;
/** Two run and one waits. */
const VICTIM_COUNT = 3;
/** After new work was refused, for the workers to miss it too. */
const GONE_MS = 500;

export const queueGone: Fault = {
  name: 'queue-gone',
  title: 'queue gone',
  summary:
    'The queue’s engine goes away in the middle of three jobs and comes back: Redis is killed and started again; the file of the embedded one is locked by another process.',
  inapplicable: ({ engine, queueEngine }) => {
    if (engine === null) return 'It has no queue of its own outside the server.';
    return queueEngine === null ? 'The engine at the URL of --queue is not ours to stop.' : null;
  },
  serverArguments: asUsual,
  strike: async (stage) => {
    const { queueEngine } = stage.row;
    if (queueEngine === null) throw new TypeError('Only an engine that is ours goes away');
    stage.neighbours.start();
    const victims = Array.from({ length: VICTIM_COUNT }, () => stage.ask('victim', stage.kit.lasting(LASTING_MS)));
    await Promise.all(victims.map(async (victim) => victim.accepted()));
    await Promise.all(victims.slice(0, 2).map(async (victim) => stage.begun(victim)));
    {
      await using _away = await queueEngine.takeAway(stage.server.dataFolder);
      stage.log.note(queueEngine.goneText);
      await stage.ask('during', stage.kit.brief).ended;
      await delay(GONE_MS);
    }
    stage.log.note(queueEngine.backText);
    await stage.settle(victims.map(async (victim) => victim.ended));
    await stage.later(1);
  },
};
