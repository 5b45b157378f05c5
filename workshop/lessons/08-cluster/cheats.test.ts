import { expect, test } from 'vitest';
import {
  type Change,
  VARIANT_LIMIT_MS,
  changedSolution,
  checkVariant,
  certainFactsOf,
  factsLike,
  factsOf,
} from '../../example-variant.ts';
import { cluster } from './check.ts';

const changed = (...changes: readonly Change[]): string => changedSolution(cluster, 'server.ts', ...changes);

const BLOCKING: Change = [
  'await workInTurns(nonce, iterations)',
  'await new Promise<string>((resolve) => setImmediate(() => resolve(work(nonce, iterations))))',
];
const IMPORT_WORK: Change = [
  "import { workInTurns } from '../../../kit/work-in-turns.ts';",
  "import { workInTurns } from '../../../kit/work-in-turns.ts';\nimport { work } from '../../../kit/work.ts';",
];
const OWN_MAP: Change = ['openSharedMap<Job>()', 'new Map<string, Job>()'];
const ALONE: Change = [
  'if (cluster.isPrimary) await startWorkers(WORKER_COUNT);\nelse await serve();',
  'await serve();',
];

/** Each worker answers /health itself; one process behind them does all else, and blocks. */
const LIAR = `import cluster from 'node:cluster';
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import process from 'node:process';
import fastify from 'fastify';
import { type WorkBody, listen, openApp } from '../../../kit/listen.ts';
import { openSharedMap } from '../../../kit/shared-map.ts';
import { work } from '../../../kit/work.ts';
import { startWorkers } from '../../../kit/workers.ts';

if (process.argv[2] === 'back') {
  const jobs = new Map<string, object>();
  const app = openApp();
  app.post<{ Body: WorkBody }>('/jobs', (request, reply) => {
    const { nonce, iterations } = request.body;
    const id = randomUUID();
    jobs.set(id, { state: 'running' });
    setImmediate(() => jobs.set(id, { state: 'done', digest: work(nonce, iterations) }));
    return reply.code(202).header('location', '/jobs/' + id).send({ id });
  });
  app.get<{ Params: { id: string } }>('/jobs/:id', ({ params }, reply) => jobs.get(params.id) ?? reply.code(404).send({}));
  await listen(app);
} else if (cluster.isPrimary) {
  const back = fork(new URL(import.meta.url), ['back']);
  process.env.BACK = await new Promise<string>((resolve) => back.once('message', (message: { port: number }) => resolve(String(message.port))));
  await startWorkers(2);
} else {
  const backUrl = 'http://127.0.0.1:' + process.env.BACK;
  await (await fetch(backUrl + '/health')).text();
  const app = fastify();
  app.get('/health', () => ({ status: 'ok' }));
  app.all('/*', async ({ url, method, body }, reply) => {
    const content = method === 'GET' ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const answer = await fetch(backUrl + url, { method, ...content });
    const location = answer.headers.get('location');
    if (location !== null) reply.header('location', location);
    return reply.code(answer.status).send(await answer.json());
  });
  await listen(app);
}
`;

/** Workers stay free, and the primary blocks in their place. */
const PRIMARY_WORKS = changed(
  IMPORT_WORK,
  ["import cluster from 'node:cluster';", "import cluster from 'node:cluster';\nimport process from 'node:process';"],
  ['await workInTurns(nonce, iterations)', 'await workElsewhere(nonce, iterations)'],
  [
    'async function serve()',
    `async function workElsewhere(nonce: string, iterations: number): Promise<string> {
  process.send?.({ nonce, iterations });
  return new Promise((resolve) => process.on('message', (message: any) => message.nonce === nonce && resolve(message.digest)));
}
cluster.on('message', (worker, { nonce, iterations }) => {
  if (nonce !== undefined) worker.send({ nonce, digest: work(nonce, iterations) });
});

async function serve()`,
  ],
);

test.each([
  {
    what: 'the work commented out',
    source: changed(['await workInTurns(nonce, iterations)', "''"]),
    says: [/another digest/],
  },
  {
    what: 'a sleep in place of the work',
    source: changed([
      'await workInTurns(nonce, iterations)',
      'await new Promise((resolve) => setTimeout(resolve, 200, nonce))',
    ]),
    says: [/another digest/],
  },
  {
    what: 'an answer that another job had',
    source: changed(
      ['const WORKER_COUNT = 4;', 'const WORKER_COUNT = 2;\nlet kept: string | undefined;'],
      ['await workInTurns(nonce, iterations)', '(kept ??= await workInTurns(nonce, iterations))'],
    ),
    says: [/another digest/],
  },
  { what: 'a /health that is answered elsewhere', source: LIAR, says: [/^While a job ran, .* stay open/] },
  { what: 'one worker', source: changed(['WORKER_COUNT = 4', 'WORKER_COUNT = 1']), says: [/answered by one process/] },
  {
    what: 'no cluster at all',
    source: changed(ALONE, OWN_MAP),
    says: [/answered by one process/],
  },
  {
    what: 'a blocked loop that all new connections avoid, as it keeps none open',
    source: changed(IMPORT_WORK, BLOCKING, [
      'const app = openApp();',
      "const app = openApp();\n  app.addHook('onSend', async (_, reply) => void reply.header('connection', 'close'));",
    ]),
    says: [/closed the connection of 3 of 3 users/],
  },
  {
    what: 'work that blocks the primary',
    source: PRIMARY_WORKS,
    says: [/^While a job ran, .* of the users with new connections waited/],
  },
  {
    what: '"running" for jobs that nobody made',
    source: changed(OWN_MAP, [
      "job ?? reply.code(404).send({ message: 'No such job' })",
      "job ?? { state: 'running' }",
    ]),
    says: [/others did not hear "done"/, /that nobody made answered with status 200/],
  },
  {
    what: 'no state, as each question does the work again',
    source: changed(
      ['const id = randomUUID();', 'const id = `${body.nonce}_${body.iterations}`;'],
      ['void workLater(id, body);', ''],
      [
        'const job = await jobs.get(params.id);',
        "const [nonce = '', iterations] = params.id.split('_');\n    const job = iterations === undefined ? undefined : { state: 'done', digest: await workInTurns(nonce, Number(iterations)) };",
      ],
    ),
    says: [/^While a job ran, /],
  },
  {
    what: 'a 202 that waits for the work',
    source: changed(['void workLater(id, body)', 'await workLater(id, body)']),
    says: [/The 202 of POST \/jobs took/],
  },
  {
    what: 'an end that only the worker itself knows',
    source: changed(
      [OWN_MAP[0], `openSharedMap<Job>();\n  const ended = new Map<string, Job>()`],
      ["await jobs.set(id, { state: 'done'", "ended.set(id, { state: 'done'"],
      ['await jobs.get(params.id)', 'ended.get(params.id) ?? (await jobs.get(params.id))'],
    ),
    says: [/others did not hear "done"/],
  },
  {
    what: 'jobs that never end',
    source: changed([
      "await jobs.set(id, { state: 'done', digest: await workInTurns(nonce, iterations) })",
      'await workInTurns(nonce, iterations)',
    ]),
    says: [/3 of 3 jobs were not done/],
  },
  {
    what: 'a route that is gone',
    source: changed(["'/jobs/:id'", "'/tasks/:id'"], ['`/jobs/${id}`', '`/tasks/${id}`']),
    says: [/POST \/jobs answered 202, or without a header Location/],
  },
])('a cluster with $what does not pass', { timeout: VARIANT_LIMIT_MS }, async ({ source, says }) => {
  const verdict = await checkVariant(cluster, { 'server.ts': source });
  expect(factsOf(verdict)).toEqual(factsLike(says));
  expect(verdict.outcome).toBe('not-yet');
});

// Each of the two cures alone mends its own fault and leaves the other one.
test.each([
  {
    half: 'free loops and a map in each worker',
    source: changed(OWN_MAP),
    only: /^\d+ of 48 others who asked for a job that exists, .* heard 404\.$/,
  },
  {
    half: 'one map and loops that are held',
    source: changed(IMPORT_WORK, BLOCKING),
    only: /^While a job ran, .* stay open, .*$/,
  },
])('a cluster with $half is told of nothing else', { timeout: VARIANT_LIMIT_MS }, async ({ source, only }) => {
  const verdict = await checkVariant(cluster, { 'server.ts': source });
  expect(factsOf(verdict)).toEqual(factsLike(only));
  expect(certainFactsOf(verdict).filter((fact) => !only.test(fact))).toEqual([]);
  expect(verdict.outcome).toBe('not-yet');
});
