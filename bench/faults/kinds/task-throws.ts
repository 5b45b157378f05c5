import { type Fault, asUsual, poisonless } from './fault.ts';

const BYSTANDER_MS = 200;

export const taskThrows: Fault = {
  name: 'task-throws',
  title: 'task throws',
  summary: 'A task throws while another client’s task runs.',
  inapplicable: poisonless,
  serverArguments: asUsual,
  strike: async (stage) => {
    stage.neighbours.start();
    await stage.settle([
      stage.insist('bystander', stage.kit.lasting(BYSTANDER_MS)),
      stage.insist('victim', { taskName: 'poison', input: { kind: 'throw' }, said: 'throws' }),
    ]);
    await stage.later(1);
  },
};
