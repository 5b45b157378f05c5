import type { Launcher } from '../../../bench/setup.ts';
import { startSender } from '../../../bench/sender/sender-process.ts';
import type { OpenPlan, OpenStreamPlan } from '../../../bench/sender/sender-protocol.ts';
import { type ServerProcess, startServer } from '../../../bench/server-process.ts';
import { serverRole, telemetryColumns } from '../../../bench/telemetry-columns.ts';
import { warmUp } from '../../../bench/warm-up.ts';
import { within } from '../../../bench/within.ts';
import { HarnessError } from '../../../servers/errors.ts';
import { nowMs } from '../../../servers/telemetry.ts';
import { type Arrivals, IDLE_MS, LOAD_MS, type Scale, arrivalsOf, workOf } from './arrivals.ts';
import type { Card } from './card.ts';
import { type Seen, seenOf } from './seen.ts';
import type { Settings } from './settings.ts';

const BEAT_MS = 10;
const WARM_COUNT = 40;
const TIMEOUT_MS = 5_000;
const LEAD_MS = 60;
const GRACE_MS = 8_000;
const WARM_UP_MS = 300;
const WARM_TASK_MS = 5;
const UNSUPPORTED = 501;

/** A server that could not be measured to the end: why, and what leads on. Sentences. */
export interface Broken {
  readonly problem: string;
  readonly question: string;
}

/** Where and with what all servers are started and measured. */
export interface Bench {
  readonly scale: Scale;
  readonly launcher: Launcher;
  readonly signal: AbortSignal;
}

const post = (taskName: string, input: unknown): OpenStreamPlan['request'] => ({
  method: 'POST',
  path: `/tasks/${taskName}`,
  body: JSON.stringify(input),
});

function taskRequest(card: Card, scale: Scale): OpenStreamPlan['request'] {
  const { input, output } = workOf(card, scale);
  return { ...post(card.task, input), expected: output };
}

function streamsOf(card: Card, scale: Scale, { taskAtMs, guests, rush }: Arrivals): OpenStreamPlan[] {
  const request = taskRequest(card, scale);
  const beatCount = Math.floor((IDLE_MS + LOAD_MS) / BEAT_MS);
  const dueOnceAt = (atMs: number, count: number): number[] => Array.from({ length: count }, () => atMs);
  return [
    {
      streamName: 'probe',
      request: { method: 'GET', path: '/health', body: null },
      warmConnectionCount: WARM_COUNT,
      dueAtMs: Array.from({ length: beatCount }, (_, index) => index * BEAT_MS),
    },
    { streamName: 'task', request, warmConnectionCount: WARM_COUNT / 2, dueAtMs: taskAtMs },
    {
      streamName: 'rush',
      request,
      warmConnectionCount: WARM_COUNT / 2,
      dueAtMs: dueOnceAt(rush.atMs, rush.count),
    },
    ...guests.map((guest): OpenStreamPlan => ({
      streamName: 'guest',
      request: { ...post('poison', guest.input), mustFail: true },
      warmConnectionCount: 1,
      dueAtMs: [guest.atMs],
    })),
  ];
}

type Request = OpenStreamPlan['request'];

/** Enough to start threads and to compile code. A whole task would cost seconds, and be ended by a short timeout before the load. */
function warmRequest(card: Card, scale: Scale): Request {
  if (card.input !== undefined) return taskRequest(card, scale);
  return taskRequest({ ...card, taskMs: WARM_TASK_MS }, scale);
}

/** Whether it does this task at all: asked of the server itself. */
async function canDo(baseUrl: string, { path, body }: Request, signal: AbortSignal): Promise<boolean> {
  const reply = await fetch(new URL(path, baseUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
  });
  await reply.arrayBuffer();
  return reply.status !== UNSUPPORTED;
}

async function watch(server: ServerProcess, card: Card, settings: Settings, bench: Bench): Promise<Seen | Broken> {
  const { scale, signal } = bench;
  const { baseUrl } = server;
  const heavy = warmRequest(card, scale);
  if (!(await canDo(baseUrl, heavy, signal)))
    return {
      problem: `The strategy ${settings.strategyName} cannot do the task ${card.task} of this card.`,
      question: 'For which tasks is it made, as npm run list says?',
    };
  const over = AbortSignal.any([signal, server.lost]);
  const clientCount = settings.workerCount;
  await warmUp({ baseUrl, first: [], examples: [], heavy, clientCount, durationMs: WARM_UP_MS, signal: over });
  await using sender = startSender('open');
  const arrivals = arrivalsOf(card, scale);
  const plan: OpenPlan = {
    kind: 'open',
    baseUrl,
    timeoutMs: TIMEOUT_MS,
    // A sender that turns its loop would take a core from the server on a small laptop.
    senderMode: 'thrifty',
    streams: streamsOf(card, scale, arrivals),
  };
  const late = { limitMs: GRACE_MS, code: 'ERR_SENDER_EXITED', signal: over } as const;
  await within(sender.prepare(plan), { ...late, what: 'The load generator was not ready' });
  const startAtMs = nowMs() + LEAD_MS;
  sender.start(startAtMs);
  const { streams } = await within(sender.result, {
    ...late,
    limitMs: arrivals.rush.atMs + TIMEOUT_MS + GRACE_MS,
    what: 'The load generator gave no result',
  });
  const [mainProcessId] = server.processIds;
  const telemetry = telemetryColumns(server.telemetry, startAtMs, (sample) => serverRole(sample, mainProcessId));
  return seenOf(streams, telemetry, arrivals);
}

/** Of the server that was chosen; anything else is the workshop's own trouble. */
const QUESTIONS: Readonly<Record<string, string>> = {
  ERR_SERVER_START: 'What does npm run serve say of this strategy, started by hand?',
  ERR_SERVER_EXITED: 'What goes down with a task that ends its own process?',
  ERR_ANSWER_WRONG: 'Which of your settings keeps an idle server from doing one small task?',
};

/**
 * Starts the real server of a strategy, asks it for what the card says, and ends it.
 *
 * @throws {HarnessError} ERR_SENDER_EXITED, ERR_TARGET_UNREACHABLE; the signal's reason
 */
export async function tryCard(card: Card, settings: Settings, bench: Bench): Promise<Seen | Broken> {
  const { strategyName, workerCount, queueLimitCount, taskTimeoutMs } = settings;
  try {
    await using server = await startServer(
      strategyName,
      { workerCount, queueLimitCount, taskTimeoutMs },
      bench.launcher,
    );
    return await watch(server, card, settings, bench);
  } catch (thrown) {
    bench.signal.throwIfAborted();
    const question = thrown instanceof HarnessError ? QUESTIONS[thrown.code] : undefined;
    if (question === undefined) throw thrown;
    return { problem: `${(thrown as HarnessError).message}.`, question };
  }
}
