import { expect, test } from 'vitest';
import {
  type Change,
  VARIANT_LIMIT_MS,
  changedSolution,
  checkVariant,
  factsLike,
  factsOf,
  lyingServer,
} from '../../example-variant.ts';
import { threadPool } from './check.ts';

type File = 'server.ts' | 'worker.ts';

const changed = (file: File, changes: readonly Change[]): string => changedSolution(threadPool, file, ...changes);

const WORK = 'work(nonce, iterations)';
const RUN = "await pool.run(body, { name: 'digest', signal: askerLeft(reply) })";
const RUN_UPLOAD = "await pool.run(move(body), { name: 'digestUpload', signal: askerLeft(reply) })";
const IS_FULL = "method === 'POST' && pool.queueSize >= QUEUE_LIMIT";
const REFUSAL = "return reply.code(503).header('retry-after', '1')";
const SIGNAL = ', signal: askerLeft(reply)';
const POOL_END = '  maxThreads: THREAD_COUNT,\n';
const KIT = "import { acceptReadings } from '../../../kit/readings.ts';";
const withKit = (more: string): readonly [string, string] => [KIT, `${KIT}\n${more}`];

test.each<{ what: string; file: File; source: string; says: RegExp }>([
  {
    what: 'has the work commented out',
    file: 'worker.ts',
    source: changed('worker.ts', [[WORK, "(nonce && iterations ? '' : '')"]]),
    says: /another digest/,
  },
  {
    what: 'sleeps in place of the work',
    file: 'worker.ts',
    source: changed('worker.ts', [
      [WORK, '(Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, iterations / 100), nonce)'],
    ]),
    says: /another digest/,
  },
  {
    what: 'keeps its first answer',
    file: 'worker.ts',
    source: `let kept: string | undefined;\n${changed('worker.ts', [[WORK, '(kept ??= work(nonce, iterations))']])}`,
    says: /another digest/,
  },
  {
    what: 'lies at /health',
    file: 'server.ts',
    source: lyingServer({ front: "app.get('/limits', () => ({ threadCount: 2, queueLimit: 8 }));" }),
    says: /a neighbour waited/,
  },
  {
    what: 'works on its loop',
    file: 'server.ts',
    source: changed('server.ts', [
      withKit("import { work } from '../../../kit/work.ts';"),
      [RUN, 'reply.sent ? pool.threads.length : work(body.nonce, body.iterations)'],
    ]),
    says: /^With one job at a time, a neighbour waited/,
  },
  {
    what: 'promises a queue that refuses nobody',
    file: 'server.ts',
    source: changed('server.ts', [['QUEUE_LIMIT = 8', 'QUEUE_LIMIT = 500']]),
    says: /keep 502 requests; at most 20/,
  },
  {
    what: 'tells no limits',
    file: 'server.ts',
    source: changed('server.ts', [
      ["'/limits', () => ({ threadCount: THREAD_COUNT", "'/limits', () => ({ threads: THREAD_COUNT"],
    ]),
    says: /^GET \/limits must tell threadCount and queueLimit/,
  },
  {
    what: 'refuses everybody',
    file: 'server.ts',
    source: changed('server.ts', [[IS_FULL, "method === 'POST' && pool.queueSize < QUEUE_LIMIT"]]),
    says: /ended as "failed"/,
  },
  {
    what: 'keeps fewer than it promises',
    file: 'server.ts',
    source: changed('server.ts', [[IS_FULL, "method === 'POST' && pool.queueSize >= QUEUE_LIMIT - 6"]]),
    says: /^\(b\) .* kept 4; 2 threads and a queue of 8 have room for 10/,
  },
  {
    what: 'has no limit',
    file: 'server.ts',
    source: changed('server.ts', [[IS_FULL, "method === 'PUT' && pool.queueSize >= QUEUE_LIMIT"]]),
    says: /^\(b\) .* kept 60 and refused 0/,
  },
  {
    what: 'has a maxQueue that counts no job with a signal',
    file: 'server.ts',
    source: changed('server.ts', [
      [IS_FULL, "method === 'PUT' && pool.queueSize >= QUEUE_LIMIT"],
      [POOL_END, `${POOL_END}  maxQueue: QUEUE_LIMIT,\n`],
    ]),
    says: /^\(b\) .* kept 60 and refused 0/,
  },
  {
    what: 'has a maxQueue and tells nobody',
    file: 'server.ts',
    source: changed('server.ts', [
      [IS_FULL, "method === 'PUT' && pool.queueSize >= QUEUE_LIMIT"],
      [POOL_END, `${POOL_END}  maxQueue: QUEUE_LIMIT,\n`],
      [SIGNAL, ''],
    ]),
    says: /^\(b\) .* neither a digest nor a 503 but status 500/,
  },
  {
    what: 'refuses without Retry-After',
    file: 'server.ts',
    source: changed('server.ts', [[REFUSAL, 'return reply.code(503)']]),
    says: /^\(b\) 50 of 50 refusals had no header Retry-After/,
  },
  {
    what: 'refuses late',
    file: 'server.ts',
    source: changed('server.ts', [
      [
        '    return reply.code(503)',
        '{ await new Promise((resolve) => setTimeout(resolve, 400));\n    return reply.code(503)',
      ],
      ["waiting already.' });", "waiting already.' }); }"],
    ]),
    says: /^\(b\) Half of the refusals took/,
  },
  {
    what: 'works on when askers have left',
    file: 'server.ts',
    source: changed('server.ts', [[SIGNAL, '']]),
    says: /^\(c\) 4 askers left, and 500 ms later your server still used/,
  },
  {
    what: 'ends the jobs of all when one asker leaves',
    file: 'server.ts',
    source: changed('server.ts', [
      [
        "reply.raw.once('close', () => leaving.abort());",
        "reply.raw.once('close', () => void (reply.raw.writableFinished ? leaving.abort() : pool.destroy()));",
      ],
    ]),
    says: /^\(c\) 4 askers left\. Somebody who stayed, .* got status 500/,
  },
  {
    what: 'copies objects',
    file: 'server.ts',
    source: changed('server.ts', [
      [KIT, KIT.replace('acceptReadings', 'acceptReadings, objectsOf')],
      ["new URL('worker.ts'", "new URL('../../../lessons/06-thread-pool/demo/worker.ts'"],
      ['move(body)', 'objectsOf(move(body) === null ? body : body)'],
    ]),
    says: /^\(d\) While 200,000 readings went to a thread, a neighbour waited/,
  },
  {
    what: 'works on uploads on its loop',
    file: 'server.ts',
    source: changed('server.ts', [
      [KIT, KIT.replace('acceptReadings', 'acceptReadings, digestNumbers')],
      [RUN_UPLOAD, 'reply.sent || move(body) === null ? 0 : digestNumbers(body)'],
    ]),
    says: /^\(d\) While 200,000 readings went to a thread, a neighbour waited/,
  },
  {
    what: 'does no work on uploads',
    file: 'worker.ts',
    source: changed('worker.ts', [['digestNumbers(numbers)', 'digestNumbers(numbers.subarray(0, 2))']]),
    says: /^\(d\) 3 of 3 answers of POST \/readings were not/,
  },
])('a server that $what does not pass', { timeout: VARIANT_LIMIT_MS }, async ({ file, source, says }) => {
  const verdict = await checkVariant(threadPool, { [file]: source }, { isClassroom: false });
  expect(factsOf(verdict)).toEqual(factsLike(says));
  expect(verdict.outcome).toBe('not-yet');
});
