import { spawnSync } from 'node:child_process';
import process from 'node:process';
import { onTestFinished, expect, test } from 'vitest';
import { openExamplePlayground, writeVariant } from '../example-playground.ts';
import { takeTurns } from '../lessons/index.ts';
import { check } from './referee.ts';
import type { Verdict } from './verdict.ts';

const LIMIT_MS = 100_000;

/** A process that was killed and whose end nobody has read yet, which some containers never do, is not running. */
const isRunning = (processId: number): boolean =>
  /^[^Z]/.test(spawnSync('ps', ['-o', 'stat=', '-p', String(processId)], { encoding: 'utf8' }).stdout.trim());

const IMPORTS = `import { type WorkBody, listen, openApp } from '../../../kit/listen.ts';
import { work } from '../../../kit/work.ts';
`;
const served = (answer: string, before = '', after = ''): string => `${IMPORTS}${before}
const app = openApp();
app.post<{ Body: WorkBody }>('/work', async ({ body }) => { ${answer} });
${after}
await listen(app);
`;

/** What the check of lesson 3 says of another server. */
async function checked(source: string): Promise<Verdict> {
  await using playground = await openExamplePlayground();
  const folder = await writeVariant(playground, takeTurns, 'server.ts', source);
  // Awaited here: the playground is removed when this function ends.
  return await check(takeTurns, { folder, isClassroom: true, signal: AbortSignal.timeout(LIMIT_MS) });
}

const told = ({ misses }: Verdict): string => misses.map(({ fact }) => fact).join('\n');

const SLEEP = 'await new Promise((resolve) => setTimeout(resolve, 200));';
/** Answers /health itself, and has all else answered by a process of its own that works and blocks. */
const LIAR = `${IMPORTS}import { fork } from 'node:child_process';
import process from 'node:process';
import fastify from 'fastify';
if (process.argv[2] === 'back') {
  const back = openApp();
  back.post<{ Body: WorkBody }>('/work', ({ body }) => ({ digest: work(body.nonce, body.iterations) }));
  await listen(back);
} else {
  const back = fork(new URL(import.meta.url), ['back']);
  const port = await new Promise<number>((resolve) => back.once('message', (message: { port: number }) => resolve(message.port)));
  // The first fetch of a process loads it, which holds the loop for a while.
  await (await fetch('http://127.0.0.1:' + port + '/health')).text();
  const app = fastify();
  app.get('/health', () => ({ status: 'ok' }));
  app.all('/*', async ({ url, method, body }) => {
    const content = method === 'GET' ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    return (await fetch('http://127.0.0.1:' + port + url, { method, ...content })).json();
  });
  await listen(app);
}
`;

test.each([
  { what: 'the work commented out', source: served("return { digest: '' };"), says: /another digest/ },
  {
    what: 'a sleep in place of the work',
    source: served(`${SLEEP} return { digest: body.nonce };`),
    says: /of CPU; the work costs/,
  },
  {
    what: 'an answer kept from the first time',
    source: served(
      'kept ??= work(body.nonce, body.iterations); return { digest: kept };',
      'let kept: string | undefined;',
    ),
    says: /5 of 6 answers of POST \/work has another digest/,
  },
  { what: 'a /health that lies', source: LIAR, says: /a neighbour waited/ },
  {
    what: 'work that holds the loop',
    source: served('return { digest: work(body.nonce, body.iterations) };'),
    says: /a neighbour waited/,
  },
])('a server with $what does not pass', { timeout: LIMIT_MS }, async ({ source, says }) => {
  const verdict = await checked(source);
  expect(verdict.outcome).toBe('not-yet');
  expect(told(verdict)).toMatch(says);
});

test.each([
  {
    what: 'throws as it is loaded',
    source: "throw new Error('no oven');",
    says: /ended by itself, with exit code 1/,
    prints: /no oven/,
  },
  {
    what: 'exits',
    source: "import process from 'node:process';\nprocess.exit(7);",
    says: /with exit code 7/,
    prints: /^$/,
  },
  { what: 'does not parse', source: 'const = ;', says: /ended by itself/, prints: /SyntaxError/ },
  {
    what: 'never listens',
    source: 'setInterval(() => {}, 1_000);',
    says: /Is `await listen\(app\)` still its last line\?/,
    prints: /^$/,
  },
  { what: 'loops for ever', source: 'for (;;);', says: /Which loop in it never ends\?/, prints: /^$/ },
  {
    what: 'exits in the middle of the work',
    source: served('process.exit(3);', "import process from 'node:process';"),
    says: /ended by itself, with exit code 3/,
    prints: /^$/,
  },
  {
    what: 'prints without end, and drives the terminal',
    source:
      "import process from 'node:process';\nfor (let line = 0; line < 20_000; line += 1) process.stderr.write('\\u001b[2Jnoise ' + line + '\\n');\nprocess.exitCode = 5;",
    says: /with exit code 5/,
    prints: /\\u\{1b\}\[2Jnoise 19999$/,
  },
])('a program that $what is told in kind words', { timeout: LIMIT_MS }, async ({ source, says, prints }) => {
  const verdict = await checked(source);
  expect(verdict.outcome).toBe('not-yet');
  expect(told(verdict)).toMatch(says);
  expect(verdict.output.join('\n')).toMatch(prints);
});

test('a job that never ends is not waited for', { timeout: LIMIT_MS }, async () => {
  const verdict = await checked(served('for (;;);'));
  expect(verdict.outcome).toBe('not-yet');
  expect(told(verdict)).toMatch(/ended as "timed-out"/);
});

test(
  'what a program starts, also what leaves its group and its parent, ends with the check',
  { timeout: LIMIT_MS },
  async () => {
    const verdict = await checked(`import { spawn } from 'node:child_process';
import process from 'node:process';
const left = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' });
left.unref();
process.stdout.write('left ' + left.pid + '\\n', () => process.exit(1));
`);
    const leftId = Number(/left (\d+)/.exec(verdict.output.join('\n'))?.[1]);
    onTestFinished(() => void (isRunning(leftId) && process.kill(leftId, 'SIGKILL')));
    expect(leftId).toBeGreaterThan(1);
    expect(isRunning(leftId)).toBe(false);
  },
);
