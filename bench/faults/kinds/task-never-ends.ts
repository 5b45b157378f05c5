import { type Fault, always } from './fault.ts';

/** Starting a process for it is part of it where each task has its own. */
const TASK_TIMEOUT_MS = 2_000;
/** "Never" is as long as it takes to tell: well after the limit. */
const NEVER_MS = 4_500;
/** What Node does itself is not timed by the clock, and must be over the limit on a faster machine too. */
const NEVER_BY_NODE_MS = 3_040;

export const taskNeverEnds: Fault = {
  name: 'task-never-ends',
  title: 'never ends',
  summary: `A task runs on and on, far beyond a --task-timeout of ${TASK_TIMEOUT_MS} ms.`,
  inapplicable: always,
  serverArguments: () => ({ taskTimeoutMs: TASK_TIMEOUT_MS }),
  strike: async (stage) => {
    stage.neighbours.start();
    const victim = stage.ask('victim', stage.kit.lasting(stage.kit.isByClock ? NEVER_MS : NEVER_BY_NODE_MS));
    await stage.settle([victim.ended]);
    await stage.later(1);
  },
};
