import { type Fault, always, asUsual } from './fault.ts';

const LASTING_MS = 1_500;
/** Two run and one waits. */
const VICTIM_COUNT = 3;

export const serverKilled: Fault = {
  name: 'server-killed',
  title: 'server killed',
  summary:
    'kill -9 of the server in the middle of three jobs, one of which may still wait; then it is started again on the same data folder.',
  inapplicable: always,
  serverArguments: asUsual,
  strike: async (stage) => {
    const earlier = stage.ask('earlier', stage.kit.brief);
    await earlier.ended;
    stage.neighbours.start();
    const victims = Array.from({ length: VICTIM_COUNT }, () => stage.ask('victim', stage.kit.lasting(LASTING_MS)));
    const [first] = victims;
    if (first !== undefined) await stage.begun(first);
    await stage.server.kill();
    await stage.server.restart();
    await stage.settle(victims.map(async (victim) => victim.ended));
    await earlier.askAgain();
    await stage.later(1);
  },
};
