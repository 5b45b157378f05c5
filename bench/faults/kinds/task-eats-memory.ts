import { crash } from './crash.ts';
import { type Fault, poisonless } from './fault.ts';

/** Three times what a server needs here. */
const HEAP_LIMIT_MB = 128;
const EATEN_MB = 384;

export const taskEatsMemory: Fault = {
  name: 'task-eats-memory',
  title: 'eats memory',
  summary: `A task allocates ${EATEN_MB} MB, where every process and thread may have ${HEAP_LIMIT_MB} MB.`,
  inapplicable: poisonless,
  serverArguments: () => ({ heapLimitMb: HEAP_LIMIT_MB }),
  strike: async (stage) => crash(stage, { kind: 'eat-memory', memoryMb: EATEN_MB }, `eats ${EATEN_MB} MB`),
};
