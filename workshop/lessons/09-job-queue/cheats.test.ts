import { expect, test } from 'vitest';
import {
  type Change,
  VARIANT_LIMIT_MS,
  changedSolution,
  checkVariant,
  factsLike,
  factsOf,
  solutionOf,
} from '../../example-variant.ts';
import { jobQueue } from './check.ts';

type Files = Readonly<Record<string, string>>;

const changed = (name: string, ...changes: readonly Change[]): Files => ({
  [name]: changedSolution(jobQueue, name, ...changes),
});

/** The solution's queue.ts with the body of one of its functions replaced. */
function withBody(name: string, body: string): Files {
  const source = solutionOf(jobQueue, 'queue.ts');
  const found = new RegExp(`(export function ${name}\\([^]*?\\{\\n)[^]*?(\\n\\}\\n)`).exec(source);
  if (found === null) throw new RangeError(`queue.ts of the solution has no function ${name}`);
  return { 'queue.ts': source.replace(found[0], `${found[1]}${body}${found[2]}`) };
}

const WORK = 'await workInTurns(job.nonce, job.iterations)';
const RECLAIM = "OR (state = 'running' AND leaseUntilMs < :nowMs)";
const IDLE_WORKER = "import { runWorker } from '../../../kit/worker-loop.ts';\nawait runWorker(async () => {});\n";

/** An API that does the jobs itself, two at a time, `how`. */
const busyApi = (how: string): string =>
  changed(
    'api.ts',
    [
      "from '../../../kit/queue-file.ts';",
      `from '../../../kit/queue-file.ts';
import { work } from '../../../kit/work.ts';
import { workInTurns } from '../../../kit/work-in-turns.ts';
import { claim, fail, finish, renew } from './queue.ts';
const leaseMs = Number(process.argv[3]);
async function look() {
  const job = claim(file, leaseMs);
  if (job === undefined) return;
  const heartbeat = setInterval(() => renew(file, job, leaseMs), leaseMs / 4);
  try { finish(file, job, ${how}); } catch (error) { fail(file, job, String(error)); } finally { clearInterval(heartbeat); }
}
async function lookForEver() {
  for (;;) { await look(); await new Promise((resolve) => setTimeout(resolve, 20)); }
}`,
    ],
    ['await listen(app);', 'void lookForEver();\nvoid lookForEver();\nvoid [work, workInTurns];\nawait listen(app);'],
  )['api.ts'] ?? '';

const FORGETFUL_API = `import { workInTurns } from '../../../kit/work-in-turns.ts';
import { type WorkBody, listen, openApp } from '../../../kit/listen.ts';
const jobs = new Map<string, { state: string; digest: string | null }>();
const app = openApp();
app.post<{ Body: WorkBody }>('/jobs', async ({ body }, reply) => {
  const job = { state: 'running', digest: null as string | null };
  jobs.set(body.nonce, job);
  void workInTurns(body.nonce, body.iterations).then(
    (digest) => Object.assign(job, { state: 'done', digest }),
    () => Object.assign(job, { state: 'failed' }),
  );
  await reply.code(202).header('location', '/jobs/' + body.nonce).send({});
});
app.get<{ Params: { id: string } }>('/jobs/:id', async ({ params }, reply) => jobs.get(params.id) ?? reply.code(404).send({}));
await listen(app);
`;

/** Answers /health itself; a process of its own, which works and blocks, answers all else. */
const LIAR: Files = {
  'worker.ts': IDLE_WORKER,
  'back.ts': busyApi('work(job.nonce, job.iterations)'),
  'api.ts': `import { fork } from 'node:child_process';
import process from 'node:process';
import fastify from 'fastify';
import { listen } from '../../../kit/listen.ts';
const back = fork(new URL('./back.ts', import.meta.url), process.argv.slice(2));
const port = await new Promise<number>((resolve) => back.once('message', (message: { port: number }) => resolve(message.port)));
const app = fastify();
app.get('/health', () => ({ status: 'ok' }));
app.all('/*', async ({ url, method, body }, reply) => {
  const content = method === 'GET' ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
  const answer = await fetch('http://127.0.0.1:' + port + url, { method, ...content });
  return reply.code(answer.status).header('location', answer.headers.get('location') ?? '').send(await answer.json());
});
await listen(app);
`,
};

test.each<{ what: string; files: Files; says: RegExp }>([
  { what: 'the work commented out', files: changed('worker.ts', [WORK, "''"]), says: /they were "done" and "done"/ },
  {
    what: 'a sleep in place of the work',
    files: changed('worker.ts', [WORK, 'await new Promise<string>((resolve) => setTimeout(resolve, 200, job.nonce))']),
    says: /4 of 4 jobs that got done have another digest/,
  },
  {
    what: 'a digest kept from the first job',
    files: changed(
      'worker.ts',
      ['await runWorker', 'let kept: string | undefined;\nawait runWorker'],
      [WORK, `(kept ??= ${WORK})`],
    ),
    says: /have another digest/,
  },
  { what: 'a /health that lies', files: LIAR, says: /No worker was there|a neighbour waited|they were/ },
  {
    what: 'an API that does all the work',
    files: { 'api.ts': busyApi(WORK), 'worker.ts': IDLE_WORKER },
    says: /No worker was there|no worker used more than/,
  },
  {
    what: 'jobs in the memory of the API',
    files: { 'api.ts': FORGETFUL_API, 'worker.ts': IDLE_WORKER },
    says: /knew nothing of 4 of 4 ids/,
  },
  {
    what: 'jobs of dead workers that nobody takes up',
    files: changed('queue.ts', [RECLAIM, 'OR (0 AND leaseUntilMs < :nowMs)']),
    says: /that job is "running"/,
  },
  {
    what: 'leases of an hour',
    files: changed(
      'queue.ts',
      ['nowMs + leaseMs', 'nowMs + 3_600_000 + leaseMs'],
      ['Date.now() + leaseMs', 'Date.now() + 3_600_000 + leaseMs'],
    ),
    says: /that job is "running"/,
  },
  {
    what: 'leases that nobody heeds',
    files: changed(
      'queue.ts',
      [RECLAIM, "OR (state = 'running' AND leaseUntilMs < :nowMs + 1e9)"],
      ['ORDER BY sequence LIMIT 1', 'ORDER BY state, sequence LIMIT 1'],
    ),
    // Whoever polls first takes what is under way: where that shows first is chance.
    says: /./,
  },
  {
    what: 'a heartbeat that renews nothing',
    files: withBody('renew', '  void [file, job, leaseMs];'),
    says: /was begun \d times and is/,
  },
  {
    what: 'work that holds the heartbeat',
    files: changed(
      'worker.ts',
      [WORK, 'work(job.nonce, job.iterations)'],
      ['workInTurns', 'work'],
      ['work-in-turns', 'work'],
    ),
    says: /was begun \d times and is/,
  },
  {
    what: 'a finish that asks nobody',
    files: withBody(
      'finish',
      `  file.run("UPDATE jobs SET state = 'done', digest = :digest WHERE id = :id", { id: job.id, digest });
  addEffect(file, job, digest);`,
    ),
    says: /^A worker stood still .* That job has 2 effects\.$/,
  },
  {
    what: 'an effect when the job is taken',
    files: changed(
      'worker.ts',
      ['  const heartbeat', "  addEffect(file, job, '');\n  const heartbeat"],
      ['import { openQueueFile }', 'import { addEffect, openQueueFile }'],
    ),
    says: /^A worker stood still .* That job has 3 effects\.$/,
  },
  {
    what: 'no effect at all',
    files: changed('queue.ts', ['if (changed === 1) addEffect(file, job, digest);', 'void [changed, addEffect];']),
    says: /4 jobs of 4 got done and had no effect/,
  },
  {
    what: 'a job that fails at its first error',
    files: changed('queue.ts', ["job.attempts < MAX_ATTEMPTS ? 'queued' : 'failed'", "'failed'"]),
    says: /^A job that throws each time was begun once, and is "failed"\./,
  },
  {
    what: 'a job that is tried for ever',
    files: changed('queue.ts', ["job.attempts < MAX_ATTEMPTS ? 'queued' : 'failed'", "'queued'"]),
    says: /^A job that throws each time was begun \d+ times, and is "(?:queued|running)"\./,
  },
  {
    what: 'a failed job that is said to be done',
    files: changed('queue.ts', ["? 'queued' : 'failed'", "? 'queued' : 'done'"]),
    says: /^A job that throws each time was begun 3 times, and is "done"\./,
  },
  {
    what: 'a worker that dies of an error',
    files: changed('worker.ts', ['fail(file, job, String(error));', 'void fail;\n    throw error;']),
    says: /^A job that throws each time was begun \d times?, and is "running"\.|^A job that came after one/,
  },
])('a queue with $what does not pass', { timeout: VARIANT_LIMIT_MS }, async ({ files, says }) => {
  const verdict = await checkVariant(jobQueue, files);
  expect(factsOf(verdict)).toEqual(factsLike(says));
  expect(verdict.outcome).toBe('not-yet');
});

const THREAD_WORKER = changed(
  'worker.ts',
  [
    'const file =',
    `const THREAD = \`import { parentPort, workerData } from 'node:worker_threads';
import { work } from '\${new URL('../../../kit/work.ts', import.meta.url).href}';
parentPort.postMessage(work(workerData.nonce, workerData.iterations));\`;
const file =`,
  ],
  [
    WORK,
    `await new Promise<string>((resolve, reject) => {
      const code = new URL(\`data:text/javascript,\${encodeURIComponent(THREAD)}\`);
      new Worker(code, { workerData: { ...job } }).once('message', resolve).once('error', reject);
    })`,
  ],
  ["import { workInTurns } from '../../../kit/work-in-turns.ts';", "import { Worker } from 'node:worker_threads';"],
);

test(
  'work on a thread, and an effect that is known by its nonce, pass as well',
  { timeout: VARIANT_LIMIT_MS },
  async () => {
    const byNonce = withBody(
      'finish',
      `  file.inTransaction(() => {
    file.run("UPDATE jobs SET state = 'done', digest = :digest WHERE id = :id", { id: job.id, digest });
    const known = file.get('SELECT * FROM effects WHERE nonce = :nonce', { nonce: job.nonce });
    if (known === undefined) addEffect(file, job, digest);
  });`,
    );
    const { outcome, misses } = await checkVariant(jobQueue, { ...THREAD_WORKER, ...byNonce });
    expect({ outcome, misses }).toEqual({ outcome: 'pass', misses: [] });
  },
);
