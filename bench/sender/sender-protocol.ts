import type { ErrorReport } from '../../servers/errors.ts';
import type { Json } from '../../servers/task.ts';
import type { TelemetrySample } from '../../servers/telemetry.ts';
import type { ClosedLoopAudit, Setup, StreamSamples } from '../../stats/record.ts';
import type { PeriodicHold } from './loop-hold.ts';

/** One request, ready to be sent again and again. */
export interface RequestPlan {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  /** JSON text, or null for none. */
  readonly body: string | null;
  /** The only right answer; undefined when any answer with status 200 is right. */
  readonly expected?: Json;
  /** The only right answer is an error with a code. */
  readonly mustFail?: true;
}

/** Whether a server answers with the output, or with 202 and the output later. */
export type Delivery = 'inline' | 'deferred';

/** Clients that each wait for their output: autocannon's part, or where outputs come later our own clients'. */
export interface ClosedPlan {
  readonly kind: 'closed';
  readonly delivery: Delivery;
  readonly baseUrl: string;
  readonly streamName: string;
  readonly request: RequestPlan;
  readonly clientCount: number;
  /** When the clients start and for how long they go on, from trial start. */
  readonly fromMs: number;
  readonly durationMs: number;
}

export interface OpenStreamPlan {
  readonly streamName: string;
  readonly request: RequestPlan;
  /** Connections to open before the trial starts; 0 makes every request open its own. */
  readonly warmConnectionCount: number;
  /** Ascending, from trial start. */
  readonly dueAtMs: readonly number[];
  /** How long after its request was due a client leaves. Absent: it stays. */
  readonly leaveAfterMs?: number;
}

/** Arrivals that wait for nobody: our own sender's part. All streams of a trial share one process. */
export interface OpenPlan {
  readonly kind: 'open';
  readonly baseUrl: string;
  /** Counted from when a request was due. */
  readonly timeoutMs: number;
  readonly senderMode: Setup['senderMode'];
  /** A sender that is broken on purpose, for showing that the self-test notices. */
  readonly fault?: PeriodicHold;
  readonly streams: readonly OpenStreamPlan[];
}

export type SenderPlan = ClosedPlan | OpenPlan;

export interface SenderResult {
  readonly streams: readonly StreamSamples[];
  readonly closedLoopAudits: readonly ClosedLoopAudit[];
  readonly telemetry: readonly TelemetrySample[];
  /** The first wrong answer, shortened. */
  readonly wrongAnswer: string | null;
}

export type SenderCommand =
  | { readonly kind: 'prepare'; readonly plan: SenderPlan }
  /** `startAtMs`: the trial's start on the clock that processes share. */
  | { readonly kind: 'start'; readonly startAtMs: number }
  /** Hold the loop and tell which share of a CPU that got. */
  | { readonly kind: 'hold'; readonly holdMs: number }
  | { readonly kind: 'stop' };

export type SenderMessage =
  | { readonly kind: 'prepared' }
  | { readonly kind: 'held'; readonly cpuShare: number }
  | { readonly kind: 'done'; readonly result: SenderResult }
  | ({ readonly kind: 'failed' } & ErrorReport);
