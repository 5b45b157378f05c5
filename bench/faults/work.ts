import type { Strategy } from '../../servers/strategy.ts';
import type { Json } from '../../servers/task.ts';
import { taskByName } from '../../servers/tasks/list.ts';

/** What a client asks for, and how to call it. */
export interface Work {
  readonly taskName: string;
  readonly input: Json;
  readonly said: string;
}

/** What the rows of the table can be asked for. */
export interface WorkKit {
  /** So many milliseconds by the clock, or about as many. */
  lasting(ms: number): Work;
  /** As good as none. */
  readonly brief: Work;
  /** Whether `lasting` is exact. */
  readonly isByClock: boolean;
  /** Whether it may also be asked for what no task should do. */
  readonly isPoisonous: boolean;
}

const POISON_KIT: WorkKit = {
  lasting: (ms) => ({
    taskName: 'poison',
    input: { kind: 'never-ends', spinMs: ms },
    said: `spins for ${ms} ms`,
  }),
  brief: { taskName: 'poison', input: { kind: 'none' }, said: 'does nothing' },
  isByClock: true,
  isPoisonous: true,
};

/** One lane of the costliest hash takes about so long, measured on a 2-core AMD EPYC, Node 26.10. */
const HASH_LANE_MS = 190;
const MAX_LANES = 16;

const hash = (costLog2: number, parallelization: number): Json => ({
  password: 'correct horse',
  salt: 'battery staple',
  costLog2,
  blockSize: 8,
  parallelization,
});

/** For a strategy that can only do what Node itself does off the loop: nothing of that can be told by the clock. */
const HASH_KIT: WorkKit = {
  lasting: (ms) => {
    const laneCount = Math.min(MAX_LANES, Math.max(1, Math.round(ms / HASH_LANE_MS)));
    return { taskName: 'password-hash', input: hash(16, laneCount), said: `hashes for about ${ms} ms` };
  },
  brief: { taskName: 'password-hash', input: hash(4, 1), said: 'hashes for a moment' },
  isByClock: false,
  isPoisonous: false,
};

/** undefined for a strategy that does neither: nothing that it does lasts as long as it is told. */
export function workKit(strategy: Strategy): WorkKit | undefined {
  return [POISON_KIT, HASH_KIT].find(({ brief }) => {
    const task = taskByName.get(brief.taskName);
    return task !== undefined && (strategy.supports?.(task) ?? true);
  });
}
