import type { ErrorReport } from './errors.ts';
import type { TelemetrySample } from './telemetry.ts';

/** What a server process tells the process that started it. A cluster's workers tell their primary, which passes it on. */
export type ServerMessage =
  | { readonly kind: 'ready'; readonly port: number; readonly processIds: readonly number[] }
  | { readonly kind: 'telemetry'; readonly sample: TelemetrySample }
  | { readonly kind: 'worker-exited'; readonly processId: number; readonly how: string }
  | ({ readonly kind: 'failed' } & ErrorReport);

/** What a parent asks of a server process. */
export type ServerCommand = { readonly kind: 'stop' };
