import http, { type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { nowMs } from '../../servers/telemetry.ts';
import type { Learner } from './learner-process.ts';

const TIMEOUT_MS = 8_000;

/** One request to a learner's server. */
export interface Question {
  /** GET, or POST with a body, where it is left out. */
  readonly method?: 'GET' | 'POST' | 'DELETE';
  /** Or a whole URL of the same server. */
  readonly path: string;
  /** Bytes are sent as they are, all else as JSON. */
  readonly body?: unknown;
  /** Whose connection is used; a new one, closed afterwards, where it is left out. */
  readonly agent?: http.Agent;
  /** The asker leaves: the connection is closed. */
  readonly leave?: AbortSignal;
}

/** What came back. */
export interface Reply {
  /** 0 when nothing came: the connection broke, the asker left, or nobody answered in time. */
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Of JSON the value, else the text. */
  readonly body: unknown;
  readonly tookMs: number;
}

/** Of a body that is an object; of any other one there are none. */
export const fieldsOf = (body: unknown): Readonly<Record<string, unknown>> =>
  typeof body === 'object' && body !== null ? { ...body } : {};

async function bodyOf(response: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += String(chunk);
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * Asks a server once and tells what came back. Of waits that are judged, {@link measure} is the one to ask: it holds a schedule.
 *
 * @throws the signal's reason, or the learner's loss
 */
export async function askOnce(
  learner: Pick<Learner, 'baseUrl' | 'lost'>,
  { body, method = body === undefined ? 'GET' : 'POST', path, agent, leave }: Question,
  signal: AbortSignal,
): Promise<Reply> {
  const over = AbortSignal.any([signal, learner.lost]);
  const endings = [over, AbortSignal.timeout(TIMEOUT_MS), ...(leave === undefined ? [] : [leave])];
  const startedAtMs = nowMs();
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const isBytes = body instanceof Uint8Array;
  const request = http.request(new URL(path, learner.baseUrl), {
    method,
    agent: agent ?? false,
    signal: AbortSignal.any(endings),
    headers: body === undefined ? {} : { 'content-type': isBytes ? 'application/octet-stream' : 'application/json' },
  });
  request.once('response', resolve).once('error', reject);
  request.end(body === undefined || isBytes ? body : JSON.stringify(body));
  try {
    const response = await promise;
    const said = await bodyOf(response);
    return { status: response.statusCode ?? 0, headers: response.headers, body: said, tookMs: nowMs() - startedAtMs };
  } catch {
    over.throwIfAborted();
    return { status: 0, headers: {}, body: '', tookMs: nowMs() - startedAtMs };
  }
}
