import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import process from 'node:process';
import { onTestFinished, expect, test } from 'vitest';
import { VARIANT_LIMIT_MS, checkUntilTold, checkVariant, factsLike, factsOf, lyingServer } from '../example-variant.ts';
import type { Lesson } from '../lesson.ts';
import { takeTurns } from '../lessons/index.ts';
import { allowedOthersCores } from './others-cpu.ts';
import { type Referee, check } from './referee.ts';
import type { Attempt, Miss, Verdict } from './verdict.ts';

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
const checked = async (source: string): Promise<Verdict> => checkVariant(takeTurns, { 'server.ts': source });

const SLEEP = 'await new Promise((resolve) => setTimeout(resolve, 200));';
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
  { what: 'a /health that lies', source: lyingServer(), says: /a neighbour waited/ },
  {
    what: 'work that holds the loop',
    source: served('return { digest: work(body.nonce, body.iterations) };'),
    says: /a neighbour waited/,
  },
])('a server with $what does not pass', { timeout: VARIANT_LIMIT_MS }, async ({ source, says }) => {
  const verdict = await checked(source);
  expect(verdict.outcome).toBe('not-yet');
  expect(factsOf(verdict)).toEqual(factsLike(says));
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
])('a program that $what is told in kind words', { timeout: VARIANT_LIMIT_MS }, async ({ source, says, prints }) => {
  const verdict = await checked(source);
  expect(verdict.outcome).toBe('not-yet');
  expect(factsOf(verdict)).toEqual(factsLike(says));
  expect(verdict.output.join('\n')).toMatch(prints);
});

/** Programs that turn a loop and come from nobody here, as those of somebody else on this machine do. */
function openHogs(count: number): Disposable {
  const code =
    'setTimeout(() => process.exit(), 200_000); setImmediate(function turn() { for (let n = 0; n < 1e8; n += 1); setImmediate(turn); });';
  const script = `for i in $(seq ${count}); do "$0" -e "$1" >/dev/null 2>&1 & echo $!; done`;
  const { stdout } = spawnSync('sh', ['-c', script, process.execPath, code], { encoding: 'utf8' });
  const ids = stdout.trim().split('\n').map(Number);
  return {
    [Symbol.dispose]: () => {
      for (const id of ids) if (isRunning(id)) process.kill(id, 'SIGKILL');
    },
  };
}

test.skipIf(process.platform !== 'linux')(
  'while others have all cores, times tell nothing, and a wrong answer is still wrong',
  { timeout: VARIANT_LIMIT_MS },
  async () => {
    using _hogs = openHogs(availableParallelism());
    const folder = new URL('start/', takeTurns.folder);
    const signal = AbortSignal.timeout(VARIANT_LIMIT_MS);
    const { outcome, misses, othersCores } = await check(takeTurns, { folder, isClassroom: true, signal });
    expect(outcome).toBe('inconclusive');
    expect(misses.map(({ isTimed }) => isTimed)).toContain(true);
    expect(othersCores).toBeGreaterThan(allowedOthersCores());
    const wrong = await checked(served("return { digest: '' };"));
    expect(wrong.outcome).toBe('not-yet');
  },
);

test('a job that never ends is not waited for', { timeout: VARIANT_LIMIT_MS }, async () => {
  const verdict = await checked(served('for (;;);'));
  expect(verdict.outcome).toBe('not-yet');
  expect(factsOf(verdict)).toEqual(factsLike(/ended as "timed-out"/));
});

test(
  'what a program starts, also what leaves its group and its parent, ends with the check',
  { timeout: VARIANT_LIMIT_MS },
  async () => {
    const verdict = await checked(`import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
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

const LATE: Miss = { fact: 'late', question: 'Who waited?', isClear: true, isTimed: true };
const seeing = (...misses: readonly Miss[]): Attempt => ({ misses, facts: [], noiseMs: 1, output: [] });

/** A lesson whose attempts are known; after the last of them it waits for the end of the check's time. */
function scripted(...attempts: readonly Attempt[]): Lesson {
  const counts = new WeakMap<Referee, number>();
  return {
    ...takeTurns,
    capMs: 6_000,
    check: async (referee) => {
      const count = counts.get(referee) ?? 0;
      counts.set(referee, count + 1);
      const attempt = attempts[count];
      if (attempt !== undefined) return attempt;
      await once(referee.signal, 'abort');
      throw referee.signal.reason;
    },
  };
}

test.each([
  { what: 'that comes once is not told', attempts: [seeing(LATE), seeing()], outcome: 'pass', facts: [] },
  { what: 'that comes twice is told', attempts: [seeing(LATE), seeing(LATE)], outcome: 'not-yet', facts: ['late'] },
  {
    what: 'is told where no time was left for a second try',
    attempts: [seeing(LATE)],
    outcome: 'not-yet',
    facts: ['late'],
  },
])('a miss of time $what', { timeout: VARIANT_LIMIT_MS }, async ({ attempts, outcome, facts }) => {
  const folder = new URL('solution/', takeTurns.folder);
  const signal = AbortSignal.timeout(VARIANT_LIMIT_MS);
  const verdict = await checkUntilTold(scripted(...attempts), { folder, isClassroom: true, signal });
  expect(verdict.outcome).toBe(outcome);
  expect(factsOf(verdict)).toEqual(facts);
});
