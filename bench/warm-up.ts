import { setTimeout as delay } from 'node:timers/promises';
import { nowMs } from '../servers/telemetry.ts';
import { HarnessError } from '../servers/errors.ts';
import type { Trial } from '../stats/record.ts';
import { answerChecker, fetchFailure, shortened } from './answer.ts';
import { jobPath, readJob } from './job-answer.ts';
import { RETRY_PAUSE_MS } from './sender/retry-pause.ts';
import type { Delivery, RequestPlan } from './sender/sender-protocol.ts';

/** A single warm-up request that takes longer is given up, and so is a job. */
const REQUEST_MS = 60_000;
/** Nobody else asks yet: whoever refuses this often, with a pause after each, refuses for good. */
const FIRST_TRY_COUNT = 50;
/** Nothing is timed here, and code that runs often is compiled soon. */
const POLL_MS = 2;

/** What the warm-up did, and what it learned of the target. */
export type WarmUp = Trial['warmup'] & { readonly delivery: Delivery };

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly location: string | null;
}

type Question = Pick<RequestPlan, 'method' | 'path' | 'body'>;

async function ask(baseUrl: string, { method, path, body }: Question, signal: AbortSignal): Promise<Answer> {
  try {
    const response = await fetch(new URL(path, baseUrl), {
      method,
      ...(body === null ? {} : { body, headers: { 'content-type': 'application/json' } }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(REQUEST_MS)]),
    });
    return { status: response.status, text: await response.text(), location: response.headers.get('location') };
  } catch (cause) {
    signal.throwIfAborted();
    throw new HarnessError('ERR_TARGET_UNREACHABLE', `${method} ${path} was not answered: ${fetchFailure(cause)}`, {
      cause,
    });
  }
}

const wrongAnswer = ({ method, path, body }: Question, must: string, got: string): HarnessError =>
  new HarnessError(
    'ERR_ANSWER_WRONG',
    `${method} ${path} with ${body ?? 'no body'} must ${must}: got ${shortened(got)}`,
  );

/** Asks for a job until it has ended. */
async function followJob(baseUrl: string, request: RequestPlan, path: string, signal: AbortSignal): Promise<void> {
  const endAtMs = nowMs() + REQUEST_MS;
  while (nowMs() < endAtMs) {
    await delay(POLL_MS);
    signal.throwIfAborted();
    const { status, text } = await ask(baseUrl, { method: 'GET', path, body: null }, signal);
    const reading = readJob(status, text, request);
    if (reading.kind !== 'ended') continue;
    if (reading.outcome === 'ok') return;
    const must =
      request.expected === undefined
        ? 'end as a job that is done'
        : `end as a job that is done with ${shortened(JSON.stringify(request.expected))}`;
    throw wrongAnswer(request, must, `${status} ${text}`);
  }
  throw new HarnessError('ERR_TARGET_UNREACHABLE', `The job at ${path} had not ended after ${REQUEST_MS} ms`);
}

/** @returns how the output came; undefined when none did, as the request was refused */
async function askOnce(baseUrl: string, request: RequestPlan, signal: AbortSignal): Promise<Delivery | undefined> {
  const { method, path, expected } = request;
  const { status, text, location } = await ask(baseUrl, request, signal);
  // A full queue is an answer that a strategy may give; the load phase counts it.
  if (status === 503) {
    await delay(RETRY_PAUSE_MS);
    return undefined;
  }
  if (status === 202) {
    const job = jobPath(location, baseUrl);
    if (job === null) {
      throw new HarnessError(
        'ERR_ANSWER_WRONG',
        `${method} ${path} must say with 202 where on the same server its job is: got Location ${location ?? 'none'}`,
      );
    }
    await followJob(baseUrl, request, job, signal);
    return 'deferred';
  }
  if (status !== 200) {
    throw new HarnessError(
      'ERR_ANSWER_WRONG',
      `${method} ${path} must answer 200 or 202: got ${status} ${shortened(text)}`,
    );
  }
  if (!answerChecker(expected)(text)) throw wrongAnswer(request, `answer ${shortened(JSON.stringify(expected))}`, text);
  return 'inline';
}

/**
 * Asks what has to come first, then for the known answers, then does the heavy request over and over, once at least with each client, until compilers
 * and pools have settled. Not recorded, but a wrong answer ends the trial before it starts. A target that answers 202 even
 * once defers its outputs.
 *
 * @throws {HarnessError} ERR_ANSWER_WRONG, ERR_TARGET_UNREACHABLE; the signal's reason
 */
export async function warmUp(options: {
  readonly baseUrl: string;
  /** One after the other and before all others, as each needs what the one before it did. */
  readonly first: readonly RequestPlan[];
  readonly examples: readonly RequestPlan[];
  readonly heavy: RequestPlan;
  /** Requests under way at once. */
  readonly clientCount: number;
  /** No heavy request starts later than this, but the first of each client. */
  readonly durationMs: number;
  readonly signal: AbortSignal;
}): Promise<WarmUp> {
  const { baseUrl, first, examples, heavy, clientCount, durationMs, signal } = options;
  const startAtMs = nowMs();
  let requestCount = 0;
  let delivery: Delivery = 'inline';
  /** @returns whether it was answered, and not refused */
  const tryOut = async (request: RequestPlan): Promise<boolean> => {
    const found = await askOnce(baseUrl, request, signal);
    if (found === 'deferred') delivery = found;
    requestCount += 1;
    return found !== undefined;
  };
  for (const request of first) {
    for (let tryCount = 1; !(await tryOut(request)); tryCount += 1)
      if (tryCount >= FIRST_TRY_COUNT) throw wrongAnswer(request, 'be accepted by an idle server', '503 each time');
  }
  const toldAnswers = examples.values();
  const client = async (): Promise<void> => {
    // All clients take from the same answers: each is asked for once.
    for (const example of toldAnswers) await tryOut(example);
    do await tryOut(heavy);
    while (nowMs() < startAtMs + durationMs);
  };
  await Promise.all(Array.from({ length: clientCount }, client));
  return { requestCount, durationMs: nowMs() - startAtMs, delivery };
}
