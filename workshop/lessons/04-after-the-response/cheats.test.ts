import { expect, test } from 'vitest';
import { VARIANT_LIMIT_MS, checkVariant, factsLike, factsOf, lyingServer } from '../../example-variant.ts';
import { afterTheResponse } from './check.ts';

interface Parts {
  readonly before?: string;
  /** Of POST /work, with `nonce` and `iterations`. */
  readonly post: string;
  /** Of GET /result/:nonce, with `nonce`; tells what is in `results` where it is left out. */
  readonly get?: string;
}

const ACCEPT = 'return reply.code(202).send({ nonce });';
const TELL = "return results.get(nonce) ?? reply.code(404).send({ message: 'Not there yet' });";
/** Right, but for what throws. */
const UNCAUGHT = 'void workInTurns(nonce, iterations).then((digest) => results.set(nonce, { digest }));';
const CAUGHT = `void workInTurns(nonce, iterations).then(
  (digest) => results.set(nonce, { digest }),
  (thrown) => results.set(nonce, { error: String(thrown) }),
);`;

const served = ({ before = '', post, get = TELL }: Parts): string => `import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { type WorkBody, listen, openApp } from '../../../kit/listen.ts';
import { workInTurns } from '../../../kit/work-in-turns.ts';
import { work, workSlices } from '../../../kit/work.ts';
const results = new Map<string, { digest: string } | { error: string }>();
${before}
const app = openApp();
app.post<{ Body: WorkBody }>('/work', async ({ body }, reply) => {
  const { nonce, iterations } = body;
  ${post}
});
app.get<{ Params: { nonce: string } }>('/result/:nonce', async ({ params }, reply) => {
  const { nonce } = params;
  ${get}
});
await listen(app);
`;

const TASKS = 'const tasks = new Map<string, number>();';
const REMEMBER = `tasks.set(nonce, iterations); ${ACCEPT}`;

/** Answers /health and the 202 itself; a process of its own works, blocks, and answers the rest. */
const LIAR = lyingServer({
  back: `const results = new Map<string, { digest: string }>();
  back.post<{ Body: WorkBody }>('/work', async ({ body }) => {
    results.set(body.nonce, { digest: work(body.nonce, body.iterations) });
    return {};
  });
  back.get<{ Params: { nonce: string } }>('/result/:nonce', async ({ params }) => results.get(params.nonce) ?? {});`,
  front: `app.get('/result/*', async ({ url }, reply) => {
    const told = (await pass(url)) as { digest?: string };
    return told.digest === undefined ? reply.code(404).send({}) : told;
  });
  app.post('/work', async ({ body }, reply) => {
    void pass('/work', json(body));
    return reply.code(202).send({});
  });`,
});

test('the parts of these servers make one that passes', { timeout: VARIANT_LIMIT_MS }, async () => {
  const { outcome, misses } = await checkVariant(afterTheResponse, {
    'server.ts': served({ post: `${CAUGHT} ${ACCEPT}` }),
  });
  expect({ outcome, misses }).toEqual({ outcome: 'pass', misses: [] });
});

test.each<{ what: string; source: string; says: RegExp }>([
  { what: 'the work commented out', source: served({ post: ACCEPT }), says: /still answered 404/ },
  {
    what: 'a sleep in place of the work',
    source: served({ post: `void delay(100).then(() => results.set(nonce, { digest: nonce })); ${ACCEPT}` }),
    says: /another digest/,
  },
  {
    what: 'an answer kept from the first time',
    source: served({
      before: 'let kept: Promise<string> | undefined;',
      post: `kept ??= workInTurns(nonce, iterations); void kept.then((digest) => results.set(nonce, { digest })); ${ACCEPT}`,
    }),
    says: /another digest/,
  },
  { what: 'a /health that is answered from elsewhere', source: LIAR, says: /a neighbour waited/ },
  {
    what: 'work put off with setImmediate',
    source: served({ post: `setImmediate(() => results.set(nonce, { digest: work(nonce, iterations) })); ${ACCEPT}` }),
    says: /With work under way, a neighbour waited/,
  },
  {
    what: 'pauses that give nobody a turn',
    source: served({
      before: `async function paused(nonce: string, iterations: number): Promise<void> {
  await null;
  const slices = workSlices(nonce, iterations);
  for (let slice = slices.next(); ; slice = slices.next()) {
    if (slice.done === true) return void results.set(nonce, { digest: slice.value });
    await null;
  }
}`,
      post: `void paused(nonce, iterations); ${ACCEPT}`,
    }),
    says: /a neighbour waited/,
  },
  {
    what: 'an answer that waits for the work',
    source: served({ post: 'return { digest: await workInTurns(nonce, iterations) };' }),
    says: /POST \/work answered 200 with .*; 202 is wanted/,
  },
  {
    what: 'a 202 that waits for the work',
    source: served({ post: `results.set(nonce, { digest: await workInTurns(nonce, iterations) }); ${ACCEPT}` }),
    says: /^The 202 of POST \/work took/,
  },
  {
    what: 'work that begins when somebody asks for it',
    source: served({
      before: `${TASKS} const begun = new Set<string>();`,
      post: REMEMBER,
      get: `if (!begun.has(nonce)) {
        begun.add(nonce);
        void workInTurns(nonce, tasks.get(nonce) ?? 0).then((digest) => results.set(nonce, { digest }));
      }
      ${TELL}`,
    }),
    says: /^Nobody had asked for its result\. .* still answered 404/,
  },
  {
    what: 'work that is done while somebody asks for it',
    source: served({
      before: TASKS,
      post: REMEMBER,
      get: 'return { digest: await workInTurns(nonce, tasks.get(nonce) ?? 0) };',
    }),
    says: /Nobody had asked for its result\. .* to tell it/,
  },
  {
    what: 'nobody who catches what throws',
    source: served({ post: `${UNCAUGHT} ${ACCEPT}` }),
    says: /^A task threw after its 202 was sent, and your server ended with it/,
  },
  {
    what: 'a net below all that throws, which tells nobody',
    source: served({ before: "process.on('unhandledRejection', () => {});", post: `${UNCAUGHT} ${ACCEPT}` }),
    says: /^A task threw\. .* later GET \/result\/:nonce still answered 404/,
  },
  {
    what: 'a 500 for what threw',
    source: served({
      post: `${CAUGHT} ${ACCEPT}`,
      get: "const told = results.get(nonce); if (told !== undefined && 'error' in told) return reply.code(500).send(told); return told ?? reply.code(404).send({});",
    }),
    says: /^A task threw\. GET \/result\/:nonce answered 500 with/,
  },
  {
    what: 'a refusal of what would throw',
    source: served({ post: `if (iterations < 0) return reply.code(400).send({}); ${CAUGHT} ${ACCEPT}` }),
    says: /^POST \/work of a task that will throw answered 400/,
  },
  {
    what: 'an end in the middle of the work',
    source: served({ post: `if (results.size > 0) setTimeout(() => process.exit(3), 300); ${CAUGHT} ${ACCEPT}` }),
    says: /^Your program ended by itself, with exit code 3/,
  },
  {
    what: 'an end of its own when something throws',
    source: served({
      before: "process.on('unhandledRejection', () => process.exit(0));",
      post: `${UNCAUGHT} ${ACCEPT}`,
    }),
    says: /your server ended with it/,
  },
])('a server with $what does not pass', { timeout: VARIANT_LIMIT_MS }, async ({ source, says }) => {
  const verdict = await checkVariant(afterTheResponse, { 'server.ts': source });
  expect(factsOf(verdict)).toEqual(factsLike(says));
  expect(verdict.outcome).toBe('not-yet');
});
