import { setTimeout as delay } from 'node:timers/promises';
import type { Reply } from '../../referee/ask.ts';
import type { WorkJob } from '../../referee/oracle-protocol.ts';
import { busiest, cooksOf, has, untilCrew } from './crew.ts';
import type { Scene } from './scene.ts';

/** Whoever still lives so long after the time limit is not just late. */
export const NEVER_GONE_MS = 1_000;
/** Of the time limit. The process that loops has used more CPU by then than the others, which have had their pauses, or are gone. */
const LOOK_SHARE = 0.85;

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
  const processId = busiest(cooksOf(scene.rest, server.processId), [scene.rest, after], scene.sinceMs());
  if (processId === undefined) return { isWorkedOn: false, goneMs: null, wholeMs: null };
  const lookMs = limitMs + NEVER_GONE_MS - scene.sinceMs();
  const isGone = (await untilCrew(server, (crew) => !has(crew, processId), { limitMs: lookMs, signal })) !== null;
  if (!isGone) return { isWorkedOn: true, goneMs: null, wholeMs: null };
  return { isWorkedOn: true, goneMs: scene.sinceMs(), wholeMs: await scene.untilWhole() };
}

/** Asks for a task that never ends, and finds the process that works on it by the CPU it uses. */
export async function watchEndless(scene: Scene, task: WorkJob): Promise<EndlessSeen> {
  const [reply, seen] = await Promise.all([scene.ask(task), watchProcess(scene)]);
  return { reply, ...seen };
}
