import type { ErrorReport } from '../errors.ts';
import type { TelemetrySample } from '../telemetry.ts';
import type { QueuePlace } from './job-queue.ts';

/** The environment variable with a worker process's settings: URLs may hold passwords, and arguments are seen by everybody. */
export const WORKER_SETTINGS = 'HOLDUP_WORKER_SETTINGS';

export interface WorkerSettings extends QueuePlace {
  readonly taskTimeoutMs: number;
}

/** What a worker process tells whoever started it. */
export type WorkerMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'telemetry'; readonly sample: TelemetrySample }
  | ({ readonly kind: 'failed' } & ErrorReport);

/** What is asked of a worker process. */
export interface WorkerCommand {
  readonly kind: 'stop';
}
