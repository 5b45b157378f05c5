import { request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { nowMs } from '../../servers/telemetry.ts';
import type { JobPlan } from './asker-wire.ts';
import { processIdOf } from './process-id.ts';
import type { JobSight } from './wire.ts';

const LIMIT_MS = 30_000;
const POLL_MS = 50;

interface Answer {
  readonly status: number;
  readonly location: string;
  /** When the work arrived, began and was done by the server's account; empty without one. */
  readonly stamps: readonly number[];
  readonly body: string;
  readonly processId: number | null;
}

const header = (value: string | string[] | undefined): string => (typeof value === 'string' ? value : '');

/** On a connection of its own, as another client would come. */
async function ask(url: string, body: string | null, signal: AbortSignal): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const method = body === null ? 'GET' : 'POST';
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
  const asking = request(url, { method, agent: false, signal, ...(body === null ? {} : { headers }) }, (response) => {
    let text = '';
    response.setEncoding('utf8');
    response.on('data', (chunk: string) => (text += chunk));
    response.once('error', reject);
    response.once('end', () =>
      resolve({
        status: response.statusCode ?? 0,
        location: header(response.headers.location),
        stamps: header(response.headers['holdup-stamps']).split(',').filter(Boolean).map(Number),
        body: text,
        processId: processIdOf(response),
      }),
    );
  });
  asking.once('error', reject);
  asking.end(body ?? undefined);
  return promise;
}

interface ShownJob {
  readonly state?: string;
  readonly code?: string;
  readonly output?: unknown;
}

const parse = (body: string): ShownJob => {
  try {
    return JSON.parse(body) as ShownJob;
  } catch {
    return {};
  }
};

/** One job from sent to ended. @param tell is told of each change, the last one included */
export async function askForJob(
  baseUrl: string,
  plan: JobPlan,
  place: Pick<JobSight, 'runId' | 'jobIndex'>,
  drop: AbortSignal,
  tell: (job: JobSight) => void,
): Promise<void> {
  const signal = AbortSignal.any([drop, AbortSignal.timeout(LIMIT_MS)]);
  let job: JobSight = {
    ...place,
    state: 'sent',
    sentAtMs: nowMs(),
    startedAtMs: null,
    finishedAtMs: null,
    endedAtMs: null,
    problem: '',
  };
  const move = (change: Partial<JobSight>): void => tell((job = { ...job, ...change }));
  const end = (state: JobSight['state'], { stamps = [], processId = null }: Partial<Answer>, problem = ''): void => {
    const [, startedAtMs = null, finishedAtMs = null] = stamps;
    const answered = processId === null ? {} : { processId };
    move({ state, startedAtMs, finishedAtMs, endedAtMs: nowMs(), problem, ...answered });
  };
  const endDone = (answer: Answer, output: unknown): void => {
    const isRight = isDeepStrictEqual(output, plan.output);
    end(isRight ? 'done' : 'failed', answer, isRight ? '' : 'the answer is wrong');
  };
  const follow = async (accepted: Answer): Promise<void> => {
    move({ state: 'queued' });
    const jobUrl = new URL(accepted.location, baseUrl).href;
    for (;;) {
      await delay(POLL_MS, undefined, { signal });
      const answer = await ask(jobUrl, null, signal);
      const { state, code, output } = parse(answer.body);
      if (state === 'done') return endDone(answer, output);
      if (answer.status !== 200 || state === 'failed') return end('failed', answer, code ?? `status ${answer.status}`);
      if (state === 'running' && job.state !== 'running') move({ state });
    }
  };
  move({});
  try {
    const answer = await ask(`${baseUrl}/tasks/${plan.taskName}`, JSON.stringify(plan.input), signal);
    if (answer.status === 202) await follow(answer);
    else if (answer.status === 200) endDone(answer, parse(answer.body));
    else
      end(answer.status === 503 ? 'refused' : 'failed', answer, parse(answer.body).code ?? `status ${answer.status}`);
  } catch (error) {
    if (drop.aborted) end('stopped', {}, 'stopped by a person');
    else end('failed', {}, signal.aborted ? `no answer within ${LIMIT_MS / 1_000} s` : (error as Error).message);
  }
}
