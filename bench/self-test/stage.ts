import { nowMs } from '../../servers/telemetry.ts';
import type { AnswerName, Measured } from '../../stats/known-answers.ts';
import type { Setup, StreamSamples } from '../../stats/record.ts';
import type { PeriodicHold } from '../sender/loop-hold.ts';
import type { Sender } from '../sender/sender-process.ts';
import type { OpenPlan, OpenStreamPlan, RequestPlan, SenderPlan, SenderResult } from '../sender/sender-protocol.ts';
import type { ScriptedServer } from './scripted-process.ts';
import type { Script } from './scripted-protocol.ts';
import { within } from '../within.ts';

/** What every measurement of the self-test works with. */
export interface Stage {
  readonly server: ScriptedServer;
  readonly senderMode: Setup['senderMode'];
  /** In the open-loop sender, on purpose. */
  readonly fault: PeriodicHold | undefined;
  readonly signal: AbortSignal;
}

export type Answers = Readonly<Partial<Record<AnswerName, Measured>>>;

export const LIGHT: RequestPlan = { method: 'GET', path: '/health', body: null };
export const HEAVY: RequestPlan = { method: 'POST', path: '/heavy', body: null };

/** Time for the start message and the script to arrive before the first moment. */
const START_LEAD_MS = 60;
/** Far longer than any answer of our own servers takes. */
const TIMEOUT_MS = 3_000;
const ANSWER_MS = 5_000;
const PREPARE_MS = 10_000;

export function openPlan({ server, senderMode, fault }: Stage, streams: readonly OpenStreamPlan[]): OpenPlan {
  return {
    kind: 'open',
    baseUrl: server.baseUrl,
    timeoutMs: TIMEOUT_MS,
    senderMode,
    ...(fault === undefined ? {} : { fault }),
    streams,
  };
}

/** A sender with what it is to send. */
export interface Sending {
  readonly sender: Sender;
  readonly plan: SenderPlan;
}

/** What was sent, in the order of the senders, and how far the server was behind its script at worst. */
export interface Played {
  readonly results: readonly SenderResult[];
  readonly behindMsMax: number;
}

/**
 * Lets the server play `script` and the senders send.
 *
 * @param script of the moment on the shared clock at which sending starts
 * @throws {HarnessError} ERR_SENDER_EXITED, ERR_SERVER_EXITED; the signal's reason
 */
export async function play(
  { server, signal }: Stage,
  script: (startAtMs: number) => Script,
  durationMs: number,
  sendings: readonly Sending[],
): Promise<Played> {
  const ofServer = { limitMs: ANSWER_MS, code: 'ERR_SERVER_EXITED', signal } as const;
  const ofSender = { code: 'ERR_SENDER_EXITED', signal } as const;
  await within(Promise.all(sendings.map(async ({ sender, plan }) => sender.prepare(plan))), {
    ...ofSender,
    limitMs: PREPARE_MS,
    what: 'A load generator was not ready',
  });
  const startAtMs = nowMs() + START_LEAD_MS;
  for (const { sender } of sendings) sender.start(startAtMs);
  await within(server.play(script(startAtMs)), { ...ofServer, what: "The self-test's own server did not reply" });
  const results = await within(Promise.all(sendings.map(async ({ sender }) => sender.result)), {
    ...ofSender,
    limitMs: START_LEAD_MS + durationMs + TIMEOUT_MS + ANSWER_MS,
    what: 'A load generator gave no result',
  });
  const behindMsMax = await within(server.play({ kind: 'instant' }), {
    ...ofServer,
    what: "The self-test's own server did not reply",
  });
  return { results, behindMsMax };
}

export const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

export const ascending = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);

/** @throws {TypeError} when the senders sent no such stream */
export function streamOf(results: readonly SenderResult[], name: string): StreamSamples {
  const stream = results.flatMap(({ streams }) => streams).find(({ streamName }) => streamName === name);
  if (stream === undefined) throw new TypeError(`No load generator sent ${name}`);
  return stream;
}
