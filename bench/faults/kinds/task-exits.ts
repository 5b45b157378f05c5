import { crash } from './crash.ts';
import { type Fault, asUsual, poisonless } from './fault.ts';

export const taskExits: Fault = {
  name: 'task-exits',
  title: 'task exits',
  summary: 'A task calls process.exit, which ends its process, or its thread where it has one of its own.',
  inapplicable: poisonless,
  serverArguments: asUsual,
  strike: async (stage) => crash(stage, { kind: 'exit' }, 'calls process.exit'),
};
