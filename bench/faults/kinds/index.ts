import { clientLeaves } from './client-leaves.ts';
import type { Fault } from './fault.ts';
import { flood } from './flood.ts';
import { queueGone } from './queue-gone.ts';
import { serverKilled } from './server-killed.ts';
import { taskEatsMemory } from './task-eats-memory.ts';
import { taskExits } from './task-exits.ts';
import { taskNeverEnds } from './task-never-ends.ts';
import { taskThrows } from './task-throws.ts';
import { workerKilled } from './worker-killed.ts';

/** All of them, in the order of the table's columns. */
export const faults: readonly Fault[] = [
  workerKilled,
  serverKilled,
  taskThrows,
  taskNeverEnds,
  taskExits,
  taskEatsMemory,
  clientLeaves,
  queueGone,
  flood,
];
