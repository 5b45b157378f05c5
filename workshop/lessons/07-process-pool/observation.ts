import type { Reply } from '../../referee/ask.ts';
import { type Crew, has } from './crew.ts';
import type { Disguised } from './disguised-tasks.ts';
import { type EndlessSeen, watchEndless } from './endless-task.ts';
import type { GoodSeen, Scene } from './scene.ts';

/** What the tasks do after their work. */
export const SURPRISES = {
  endless: 'endless',
  besideLoop: 'none',
  throwing: 'throw',
  exiting: 'exit',
  besideKill: 'none',
  filling: 'memory',
  besideCrash: 'none',
  afterwards: 'none',
  afterwardsToo: 'none',
} as const;

type Tasks = Disguised<keyof typeof SURPRISES>;

/** The server itself and two more. */
export const MIN_CREW_COUNT = 3;

/** What became of a task that takes its process with it. */
export interface CrashSeen {
  readonly reply: Reply;
  /** From its answer to when the pool was whole; null when it never was. */
  readonly wholeMs: number | null;
  /** Whether a process ended with it. */
  readonly hasEnded: boolean;
}

/** What was seen of a pool. Where the system does not tell which processes live, `rest` is null, and nothing told of them holds. */
export interface Observation {
  readonly rest: Crew;
  readonly good: readonly GoodSeen[];
  /** So many tasks were asked for, good and bad. */
  readonly askedCount: number;
  /** Absent where it was not come to, as the pool was already past help; so are the others. */
  readonly endless?: EndlessSeen;
  readonly thrown?: Reply;
  readonly exit?: CrashSeen;
  readonly memory?: CrashSeen;
}

const goneCount = (before: Crew, after: Crew): number =>
  (before ?? []).filter(({ processId }) => !has(after ?? [], processId)).length;

/** One after the other, in the process that the endless task has left. */
async function watchOthers(
  scene: Scene,
  { tasks, jobMs }: Tasks,
): Promise<Pick<CrashSeen, 'wholeMs'> & { readonly thrown: Reply; readonly exitReply: Reply }> {
  await scene.askGood(tasks.besideLoop);
  const thrown = await scene.ask(tasks.throwing);
  const exitReply = await scene.ask(tasks.exiting);
  const wholeMs = await scene.untilWhole();
  // It is under way when the endless task's time is over.
  await scene.askGood(tasks.besideKill, Math.max(0, scene.limitMs - jobMs / 2 - scene.sinceMs()));
  return { thrown, exitReply, wholeMs };
}

async function watchMemory(scene: Scene, { tasks, jobMs }: Tasks): Promise<CrashSeen> {
  const before = await scene.server.processes();
  const [reply] = await Promise.all([scene.ask(tasks.filling), scene.askGood(tasks.besideCrash, jobMs)]);
  const wholeMs = await scene.untilWhole();
  return { reply, wholeMs, hasEnded: goneCount(before, await scene.server.processes()) > 0 };
}

/** Gives a pool bad tasks beside good ones, until it has no process left to go on with. */
export async function observe(scene: Scene, prepared: Tasks): Promise<Observation> {
  const { rest, good } = scene;
  if (rest !== null && rest.length < MIN_CREW_COUNT) return { rest, good, askedCount: 0 };
  const [endless, { thrown, exitReply, wholeMs }] = await Promise.all([
    watchEndless(scene, prepared.tasks.endless),
    watchOthers(scene, prepared),
  ]);
  // One process ended with its time limit, the other one with its task.
  const hasEnded = goneCount(rest, await scene.server.processes()) >= 2;
  const exit = { reply: exitReply, wholeMs, hasEnded };
  const soFar = { rest, good, endless, thrown, exit };
  const isWhole = endless.wholeMs !== null && wholeMs !== null && hasEnded;
  if (rest !== null && !isWhole) return { ...soFar, askedCount: scene.askedCount() };
  const memory = await watchMemory(scene, prepared);
  if (rest === null || memory.wholeMs !== null)
    await Promise.all([scene.askGood(prepared.tasks.afterwards), scene.askGood(prepared.tasks.afterwardsToo)]);
  return { ...soFar, memory, askedCount: scene.askedCount() };
}
