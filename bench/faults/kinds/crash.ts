import type { Json } from '../../../servers/task.ts';
import type { Stage } from '../stage.ts';

const BYSTANDER_MS = 800;

/** A task that takes its thread or process with it, while another client's task runs. */
export async function crash(stage: Stage, input: Json, said: string): Promise<void> {
  const bystander = stage.insist('bystander', stage.kit.lasting(BYSTANDER_MS));
  const victim = stage.insist('victim', { taskName: 'poison', input, said });
  // After the two, so that a cluster's processes get one each.
  stage.neighbours.start();
  await stage.settle([bystander, victim]);
  await stage.later(2);
}
