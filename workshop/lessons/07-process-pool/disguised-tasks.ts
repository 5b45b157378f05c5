import { type Surprise, hideSurprise } from '../../kit/surprise.ts';
import type { WorkJob } from '../../referee/oracle-protocol.ts';
import type { Referee } from '../../referee/referee.ts';

/** Of W: many tasks fit into one attempt, and each still stalls a loop for long. */
const JOB_SHARE = 0.5;

/** Tasks by their names in the lesson. From outside all look alike. */
export interface Disguised<Name extends string> {
  readonly tasks: Readonly<Record<Name, WorkJob>>;
  /** How long the work of one takes alone. */
  readonly jobMs: number;
}

/** New tasks. What each does after its work, only its own digest tells. */
export async function prepareDisguised<Name extends string>(
  referee: Referee,
  surprises: Readonly<Record<Name, Surprise>>,
): Promise<Disguised<Name>> {
  const entries = Object.entries<Surprise>(surprises);
  const { jobs, workMs } = await referee.prepare(entries.length, JOB_SHARE);
  const tasks = jobs.map((job, index) => {
    const [name, surprise] = entries[index] ?? ['', 'none'];
    return [name, { ...job, nonce: hideSurprise(surprise, job.nonce, job.digest) }] as const;
  });
  return { tasks: Object.fromEntries(tasks) as Record<Name, WorkJob>, jobMs: workMs };
}
