import { setTimeout as delay } from 'node:timers/promises';
import type { Reply } from '../../referee/ask.ts';
import type { WorkJob } from '../../referee/oracle-protocol.ts';
import { busyOnes, cooksOf, has, untilCrew } from './crew.ts';
import type { Scene } from './scene.ts';

/** Whoever still lives so long after the time limit is not just late. */
export const NEVER_GONE_MS = 1_000;
/** Of the time limit. The process that loops has used more CPU by then than the others, which have had their pauses, or are gone. */
const LOOK_SHARE = 0.85;
/** Of one core until then: who loops gets far more, whoever only waits far less, also on a busy machine. */
const BUSY_SHARE = 0.2;
/** Of one core after that: who has a task that ends is busy for less of that time. */
const LOOPS_SHARE = 0.3;

/** What became of the task that never ends. */
export interface EndlessSeen {
  readonly reply: Reply;
  /** Whether any process was busy with it. */
  readonly isWorkedOn: boolean;
  /** From its asking to when that process was gone; null when it never was. */
  readonly goneMs: number | null;
  /** From then to when the pool was whole; null when it never was. */
  readonly wholeMs: number | null;
}

async function watchProcess(scene: Scene): Promise<Omit<EndlessSeen, 'reply'>> {
  const { server, signal, limitMs } = scene;
  await delay(LOOK_SHARE * limitMs, undefined, { signal });
  const after = await server.processes();
  const lookedAtMs = scene.sinceMs();
  const cooks = cooksOf(scene.rest, server.processId);
  const [processId, ...others] = busyOnes(cooks, [scene.rest, after], BUSY_SHARE * lookedAtMs);
  if (processId === undefined) return { isWorkedOn: false, goneMs: null, wholeMs: null };
  const areGone = async (ids: readonly number[]): Promise<boolean> => {
    const leftMs = limitMs + NEVER_GONE_MS - scene.sinceMs();
    return (await untilCrew(server, (crew) => !ids.some((id) => has(crew, id)), { limitMs: leftMs, signal })) !== null;
  };
  const never = { isWorkedOn: true, goneMs: null, wholeMs: null };
  if (!(await areGone([processId]))) return never;
  const goneMs = scene.sinceMs();
  // Where other programs have the cores, the busiest one may have been that of a task which did end.
  if (others.length > 0 && !(await areGone(others))) {
    const looks = [after, await server.processes()] as const;
    if (busyOnes(others, looks, LOOPS_SHARE * (scene.sinceMs() - lookedAtMs)).length > 0) return never;
  }
  return { isWorkedOn: true, goneMs, wholeMs: await scene.untilWhole() };
}

/** Asks for a task that never ends, and finds the process that works on it by the CPU it uses. */
export async function watchEndless(scene: Scene, task: WorkJob): Promise<EndlessSeen> {
  const [reply, seen] = await Promise.all([scene.ask(task), watchProcess(scene)]);
  return { reply, ...seen };
}
