import { expect, test } from 'vitest';
import { VARIANT_LIMIT_MS, checkVariant, factsLike, factsOf } from '../../example-variant.ts';
import type { Verdict } from '../../referee/verdict.ts';
import { choosing } from './check.ts';

const checked = async (source: string): Promise<Verdict> => checkVariant(choosing, { 'choices.ts': source });

const expected = 'expect: { neighbourMsP99: 10, tasksPerSecond: 10 }';
const choice = (settings: string): string => `{ ${settings}, ${expected} }`;
const all = (one: string): string =>
  `const one = ${one};
export const choices = {
  'tiny-tasks': one, 'waiting-user': one, 'long-report': one, 'big-input': one, 'untrusted-code': one,
};
`;
const usual = "workers: 'cores', queueLimit: 100, timeoutMs: 5_000";

test.each([
  { what: 'no choices at all', source: 'export const choices = {};', says: /^The card tiny-tasks has no choice yet/ },
  {
    what: 'the choices commented out',
    source: '// export const choices = {};',
    says: /^The card tiny-tasks has no choice/,
  },
  {
    what: 'a result in place of a choice',
    source: all("{ pass: true, misses: [], strategy: 'cheat' }"),
    says: /strategy must be the name of a strategy: it is "cheat"/,
  },
  {
    what: 'a strategy that holdup does not have',
    source: all(choice(`strategy: 'goroutines', ${usual}`)),
    says: /it is "goroutines"/,
  },
  {
    what: 'settings that no server should have',
    source: all(choice("strategy: 'thread-pool', workers: 500, queueLimit: 1e9, timeoutMs: 1")),
    says: [/^tiny-tasks: workers must be/, /^tiny-tasks: queueLimit must be/, /^tiny-tasks: timeoutMs must be/],
  },
  { what: 'a file that does not parse', source: 'export const choices = ;', says: /ended by itself/ },
  { what: 'a file that exits with success', source: 'process.exit(0);', says: /with exit code 0/ },
  {
    what: 'a /health of its own',
    source: `import { listen, openApp } from '../../../kit/listen.ts';
const app = openApp();
await listen(app);
export const choices = {};
`,
    says: /has no choice yet|did not get ready|answered/,
  },
])('$what is refused with a reason', { timeout: VARIANT_LIMIT_MS }, async ({ source, says }) => {
  const verdict = await checked(source);
  expect(verdict.outcome).toBe('not-yet');
  expect(factsOf(verdict)).toEqual(factsLike(says));
});

const oneEach = (choices: Readonly<Record<string, string>>): string =>
  `export const choices = { ${Object.entries(choices)
    .map(([name, settings]) => `'${name}': ${choice(settings)}`)
    .join(', ')} };\n`;

test('each card refuses what only looks like a choice', { timeout: VARIANT_LIMIT_MS }, async () => {
  const verdict = await checked(
    oneEach({
      // Cannot do the task: it only moves data.
      'tiny-tasks': `strategy: 'thread-pool-shared', ${usual}`,
      // Answers 202 in no time, and then holds the loop.
      'waiting-user': `strategy: 'background', ${usual}`,
      // Remembers what it lost, which is not doing it.
      'long-report': `strategy: 'background-pool', ${usual}`,
      // Off the loop, but for the copying.
      'big-input': `strategy: 'thread-pool-clone', ${usual}`,
      // The stranger holds its loop for ever.
      'untrusted-code': `strategy: 'blocking', ${usual}`,
    }),
  );
  expect(verdict.outcome).toBe('not-yet');
  expect(verdict.preface).toBe('0 of 5 cards hold.');
  expect(factsOf(verdict)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^tiny-tasks: The strategy thread-pool-shared cannot do the task spin/),
      expect.stringMatching(/^waiting-user: one neighbour in a hundred waited/),
      expect.stringMatching(/^long-report: the server was killed .* 0 were done in the end/),
      expect.stringMatching(/^big-input: (?:one neighbour|the server held)/),
      expect.stringMatching(/^untrusted-code: the task that never ends was not told/),
    ]),
  );
});

test('limits that refuse or end honest work do not hold a card', { timeout: VARIANT_LIMIT_MS }, async () => {
  const verdict = await checked(
    oneEach({
      // One loop, turned over to whoever was late.
      'tiny-tasks': "strategy: 'process-per-request', workers: 1, queueLimit: 0, timeoutMs: 5_000",
      // Nobody waits, as nobody is let in.
      'waiting-user': "strategy: 'thread-pool', workers: 1, queueLimit: 0, timeoutMs: 5_000",
      // Ended before it is done.
      'long-report': "strategy: 'job-queue', workers: 'cores', queueLimit: 100, timeoutMs: 100",
      // A process and a picture for each.
      'big-input': "strategy: 'process-pool', workers: 3, queueLimit: 100, timeoutMs: 5_000",
      // Nobody ends what never ends.
      'untrusted-code': "strategy: 'process-pool', workers: 'cores', queueLimit: 100, timeoutMs: 30_000",
    }),
  );
  expect(verdict.outcome).toBe('not-yet');
  expect(factsOf(verdict)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/tiny-tasks: \d+ of \d+ tasks were answered right, \d+ were refused/),
      expect.stringMatching(/^waiting-user: \d+ of \d+ tasks were answered right, \d+ were refused/),
      expect.stringMatching(/^long-report: 0 of \d+ tasks were answered right/),
      expect.stringMatching(/^big-input: the server held/),
      expect.stringMatching(/^untrusted-code: the task that never ends was not told/),
    ]),
  );
});
