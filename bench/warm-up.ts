import { nowMs } from '../servers/telemetry.ts';
import { HarnessError } from '../servers/errors.ts';
import { answerChecker, fetchFailure, shortened } from './answer.ts';
import type { RequestPlan } from './sender/sender-protocol.ts';

/** A single warm-up request that takes longer is given up. */
const REQUEST_MS = 60_000;

async function ask(baseUrl: string, { method, path, body, expected }: RequestPlan, signal: AbortSignal): Promise<void> {
  let answer: string;
  let status: number;
  try {
    const response = await fetch(new URL(path, baseUrl), {
      method,
      ...(body === null ? {} : { body, headers: { 'content-type': 'application/json' } }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(REQUEST_MS)]),
    });
    ({ status } = response);
    answer = await response.text();
  } catch (cause) {
    signal.throwIfAborted();
    throw new HarnessError('ERR_TARGET_UNREACHABLE', `${method} ${path} was not answered: ${fetchFailure(cause)}`, {
      cause,
    });
  }
  // A full queue is an answer that a strategy may give; the load phase counts it.
  if (status === 503) return;
  if (status !== 200) {
    throw new HarnessError('ERR_ANSWER_WRONG', `${method} ${path} must answer 200: got ${status} ${shortened(answer)}`);
  }
  if (!answerChecker(expected)(answer)) {
    throw new HarnessError(
      'ERR_ANSWER_WRONG',
      `${method} ${path} with ${body ?? 'no body'} must answer ${shortened(JSON.stringify(expected))}: got ${shortened(answer)}`,
    );
  }
}

/**
 * Asks for the known answers one by one, then does the heavy request over and over until compilers and pools have
 * settled. Not recorded, but a wrong answer ends the trial before it starts.
 *
 * @param clientCount requests under way at once
 * @throws {HarnessError} ERR_ANSWER_WRONG, ERR_TARGET_UNREACHABLE; the signal's reason
 */
export async function warmUp(options: {
  readonly baseUrl: string;
  readonly examples: readonly RequestPlan[];
  readonly heavy: RequestPlan;
  readonly clientCount: number;
  readonly durationMs: number;
  readonly signal: AbortSignal;
}): Promise<{ requestCount: number; durationMs: number }> {
  const { baseUrl, examples, heavy, clientCount, durationMs, signal } = options;
  const startAtMs = nowMs();
  for (const example of examples) await ask(baseUrl, example, signal);
  let requestCount = examples.length;
  const endAtMs = nowMs() + durationMs;
  const client = async (): Promise<void> => {
    while (nowMs() < endAtMs) {
      await ask(baseUrl, heavy, signal);
      requestCount += 1;
    }
  };
  await Promise.all(Array.from({ length: clientCount }, client));
  return { requestCount, durationMs: nowMs() - startAtMs };
}
