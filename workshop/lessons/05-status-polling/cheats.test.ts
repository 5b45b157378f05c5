import { expect, test } from 'vitest';
import { VARIANT_LIMIT_MS, checkVariant, factsLike, factsOf, lyingServer } from '../../example-variant.ts';
import { statusPolling } from './check.ts';

/** Pieces of a server that passes; each cheat has another one in a place. */
const RIGHT = {
  before: '',
  begin: 'void workOn(id, body);',
  store: "jobs.set(id, { state: 'queued' });",
  running: "jobs.set(id, { state: 'running' });",
  digest: 'await workInTurns(nonce, iterations)',
  done: "finish(id, { state: 'done', digest });",
  failed: "finish(id, { state: 'failed', code: 'WORK_FAILED' });",
  forget: "if (finishedIds.length > 1_000) jobs.delete(finishedIds.shift() ?? '');",
  accept:
    "return reply.code(202).header('location', '/jobs/' + id).header('retry-after', 1).send({ state: 'queued' });",
  get: "return jobs.get(id) ?? reply.code(404).send({ message: 'Unknown' });",
};

function served(other: Partial<typeof RIGHT>): string {
  const { before, begin, store, running, digest, done, failed, forget, accept, get } = { ...RIGHT, ...other };
  return `import { randomUUID } from 'node:crypto';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { type WorkBody, listen, openApp } from '../../../kit/listen.ts';
import { workInTurns } from '../../../kit/work-in-turns.ts';
import { work } from '../../../kit/work.ts';
type Job = Record<string, string>;
const jobs = new Map<string, Job>();
const finishedIds: string[] = [];
${before}
function finish(id: string, job: Job): void {
  jobs.set(id, job);
  finishedIds.push(id);
  ${forget}
}
async function workOn(id: string, { nonce, iterations }: WorkBody): Promise<void> {
  ${running}
  try {
    const digest = ${digest};
    ${done}
  } catch (thrown) {
    ${failed}
  }
}
const app = openApp();
app.post<{ Body: WorkBody }>('/jobs', async ({ body }, reply) => {
  const id = randomUUID();
  ${store}
  ${begin}
  ${accept}
});
app.get<{ Params: { id: string } }>('/jobs/:id', async ({ params }, reply) => {
  const { id } = params;
  ${get}
});
await listen(app);
`;
}

/** Answers /health and the polls itself; a process of its own works, blocks, and answers the rest. */
const LIAR = lyingServer({
  imports: "import { randomUUID } from 'node:crypto';",
  front: `const jobs = new Map<string, object>();
  app.get<{ Params: { id: string } }>('/jobs/:id', async ({ params }, reply) => jobs.get(params.id) ?? reply.code(404).send({}));
  app.post('/jobs', async ({ body }, reply) => {
    const id = randomUUID();
    jobs.set(id, { state: 'running' });
    void pass('/work', json(body)).then((told) => jobs.set(id, { state: 'done', ...(told as object) }));
    return reply.code(202).header('location', '/jobs/' + id).header('retry-after', 1).send({});
  });`,
});

const NET = "process.on('unhandledRejection', () => {});";

test('the pieces of these servers make one that passes', { timeout: VARIANT_LIMIT_MS }, async () => {
  const { outcome, misses } = await checkVariant(statusPolling, { 'server.ts': served({}) });
  expect({ outcome, misses }).toEqual({ outcome: 'pass', misses: [] });
});

test.each<{ what: string; source: string; says: RegExp }>([
  { what: 'the work commented out', source: served({ digest: "''" }), says: /another digest/ },
  {
    what: 'a sleep in place of the work',
    source: served({ digest: 'await delay(200, nonce)' }),
    says: /another digest/,
  },
  {
    what: 'an answer kept from the first time',
    source: served({
      before: 'let kept: Promise<string> | undefined;',
      digest: 'await (kept ??= workInTurns(nonce, iterations))',
    }),
    says: /another digest/,
  },
  { what: 'a /health that is answered from elsewhere', source: LIAR, says: /a neighbour waited/ },
  {
    what: 'work that holds the loop',
    source: served({ begin: 'setImmediate(() => void workOn(id, body));', digest: 'work(nonce, iterations)' }),
    says: /Under work, a poll took/,
  },
  {
    what: 'work that begins when somebody asks for it',
    source: served({
      before: 'const waiting = new Map<string, WorkBody>();',
      begin: 'waiting.set(id, body);',
      get: `const body = waiting.get(id);
  if (body !== undefined) void workOn(id, body);
  waiting.delete(id);
  ${RIGHT.get}`,
    }),
    says: /^Nobody had asked for a job\. .* GET of it said "running"/,
  },
  {
    what: 'a 202 that waits for the work',
    source: served({ begin: 'await workOn(id, body);' }),
    says: /The 202 of POST \/jobs took/,
  },
  {
    what: 'a 200 instead of a 202',
    source: served({ accept: RIGHT.accept.replace('202', '200') }),
    says: /^POST \/jobs answered 200 .*; 202 is wanted/,
  },
  {
    what: 'no Location',
    source: served({ accept: "return reply.code(202).header('retry-after', 1).send({ id });" }),
    says: /^POST \/jobs answered 202 with no Location; .*$/,
  },
  {
    what: 'no Retry-After',
    source: served({ accept: "return reply.code(202).header('location', '/jobs/' + id).send({ id });" }),
    says: /^POST \/jobs answered 202 with no Retry-After; .*$/,
  },
  {
    what: 'jobs that are unknown until they are done',
    source: served({ store: '', running: '' }),
    says: /^GET of a job that was accepted, and not done yet, answered 404/,
  },
  {
    what: 'a done before its digest',
    source: served({ running: "jobs.set(id, { state: 'done' });" }),
    says: /GET of a job answered 200 with {"state":"done"}/,
  },
  {
    what: 'a made-up digest first',
    source: served({ running: "jobs.set(id, { state: 'done', digest: nonce });" }),
    says: /another digest/,
  },
  { what: 'jobs that never run', source: served({ running: '' }), says: /^A job was never running/ },
  {
    what: 'states that go back',
    source: served({
      done: "finish(id, { state: 'done', digest }); setTimeout(() => jobs.set(id, { state: 'queued' }), 20);",
    }),
    says: /^The states of a job went back: done, then queued/,
  },
  {
    what: 'nobody who catches what throws',
    source: served({ failed: 'throw thrown;' }),
    says: /^A task threw after its 202 was sent, and your server ended with it/,
  },
  {
    what: 'a net below all that throws, which tells nobody',
    source: served({ before: NET, failed: 'throw thrown;' }),
    says: /^A job threw, and GET of it answered 200 with {"state":"running"}/,
  },
  {
    what: 'an end in the middle of the work',
    source: served({ done: `${RIGHT.done} if (finishedIds.length === 2) setTimeout(() => process.exit(3), 100);` }),
    says: /^Your program ended by itself, with exit code 3/,
  },
  {
    what: 'a 500 for a failed job',
    source: served({
      get: "const job = jobs.get(id); if (job?.['state'] === 'failed') reply.code(500); return job ?? reply.code(404).send({});",
    }),
    says: /^A job threw, and GET of it answered 500 with/,
  },
  {
    what: 'a failed job without a code',
    source: served({ failed: "finish(id, { state: 'failed', message: String(thrown) });" }),
    says: /^A job threw, and GET of it answered 200 with {"state":"failed","message"/,
  },
  {
    what: 'a refusal of what would throw',
    source: served({ store: `if (body.iterations < 0) return reply.code(400).send({}); ${RIGHT.store}` }),
    says: /^POST \/jobs answered 400 with/,
  },
  {
    what: 'a job for every id',
    source: served({ get: "return jobs.get(id) ?? { state: 'queued' };" }),
    says: /^No job has the id .*, and GET \/jobs\/.* answered 200 with {"state":"queued"}; 404 is wanted\.$/,
  },
  {
    what: 'a store that is a plain object',
    source: served({
      before: 'const asObject = {} as Record<string, unknown>;',
      get: "return jobs.get(id) ?? (id in asObject ? {} : reply.code(404).send({ message: 'Unknown' }));",
    }),
    says: /^No job has the id constructor, and GET \/jobs\/constructor answered 200/,
  },
  {
    what: 'a store that forgets nothing',
    source: served({ forget: '' }),
    says: /^After 5,000 tiny jobs, \d+ of \d+ early ones that were looked for are still known/,
  },
  {
    what: 'a store that forgets the latest',
    source: served({ forget: "if (finishedIds.length > 1_000) jobs.delete(finishedIds.pop() ?? '');" }),
    says: /^After 5,000 tiny jobs, \d+ of \d+ early ones/,
  },
  {
    what: 'a store that forgets what has just ended',
    source: served({ forget: 'setTimeout(() => jobs.delete(id), 150);' }),
    says: /^Nobody had asked for a job\. .* GET of it answered 404/,
  },
])('a server with $what does not pass', { timeout: VARIANT_LIMIT_MS }, async ({ source, says }) => {
  const verdict = await checkVariant(statusPolling, { 'server.ts': source });
  expect(factsOf(verdict)).toEqual(factsLike(says));
  expect(verdict.outcome).toBe('not-yet');
});
