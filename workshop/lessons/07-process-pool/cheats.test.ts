import { expect, test } from 'vitest';
import {
  VARIANT_LIMIT_MS,
  changedSolution,
  checkVariant,
  factsLike,
  factsOf,
  lyingServer,
} from '../../example-variant.ts';
import { processPool } from './check.ts';

test.each([
  {
    what: 'a time limit that only the caller notices',
    file: 'pool.ts',
    from: "cook.kill('SIGKILL');\n    }, limitMs)",
    to: '}, limitMs)',
    says: /^A task never ends.*still lived\.$/,
  },
  {
    what: 'a kill that a loop does not hear',
    file: 'pool.ts',
    from: "cook.kill('SIGKILL');\n    }, limitMs)",
    to: 'cook.disconnect();\n    }, limitMs)',
    says: /^A task never ends.*still lived\.$/,
  },
  {
    what: 'no replacement',
    file: 'pool.ts',
    from: 'if (isOpen) hire();',
    to: '',
    says: /^A process was ended at its time limit, and 1\.00 s later the pool had fewer/,
  },
  {
    what: 'a caller whose process is gone, and who is told by the time limit',
    file: 'pool.ts',
    from: "cook.once('exit', onExit).once(",
    to: 'cook.once(',
    says: /^A task calls process\.exit\(\)\. .*status 504/,
  },
  {
    what: 'an ear for bad exit codes only',
    file: 'pool.ts',
    from: 'const onExit = (): void => reject',
    to: 'const onExit = (code: number | null): unknown => code !== 0 && reject',
    says: /^A task calls process\.exit\(\)\. .*status 504/,
  },
  {
    what: 'an ear for exit codes, not for signals',
    file: 'pool.ts',
    from: 'const onExit = (): void => reject',
    to: 'const onExit = (code: number | null): unknown => code !== null && reject',
    says: /^A task takes memory.*status 504/,
  },
  {
    what: 'a time limit that ends the whole pool',
    file: 'pool.ts',
    from: "cook.kill('SIGKILL');\n    }, limitMs)",
    to: "for (const one of all) one.kill('SIGKILL');\n    }, limitMs)",
    says: /that only work, beside or after the bad ones, failed/,
  },
  {
    what: 'a crash that ends the whole pool',
    file: 'pool.ts',
    from: 'if (isOpen) hire();',
    to: "if (isOpen) hire();\n      const isFirst = process.exitCode === undefined;\n      process.exitCode = 1;\n      if (isFirst) for (const one of all) one.kill('SIGKILL');",
    says: /^A task never ends.* already\.$/,
  },
  {
    what: 'half the time limit',
    file: 'pool.ts',
    from: '}, limitMs)',
    to: '}, limitMs / 2)',
    says: /^A task never ends.* already\.$/,
  },
  {
    what: 'an end that forgets processes and callers',
    file: 'server.ts',
    from: 'pool.close();',
    to: 'process.exit();',
    says: [/^Your server ended .* 1 of its processes still lived/, /^2 of 2 callers/],
  },
  {
    what: 'an end before the answers',
    file: 'server.ts',
    from: 'pool.close();',
    to: 'pool.close();\n  process.exit();',
    says: /^2 of 2 callers who waited at SIGTERM/,
  },
  {
    what: 'an end that never comes',
    file: 'server.ts',
    from: '.then(() => process.exit())',
    to: '',
    says: /5 s later it still lived/,
  },
])(
  'a pool with $what does not pass, for that reason',
  { timeout: VARIANT_LIMIT_MS },
  async ({ file, from, to, says }) => {
    const verdict = await checkVariant(processPool, { [file]: changedSolution(processPool, file, [from, to]) });
    expect(factsOf(verdict)).toEqual(factsLike(says));
    expect(verdict.outcome).toBe('not-yet');
  },
);

const FOR_SHOW = `// For show: they never get a task.
if (process.argv[2] !== 'back') for (let count = 0; count < 2; count += 1) fork(COOK);`;
const SHOW = `import { fork } from 'node:child_process';
import process from 'node:process';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { Piscina } from 'piscina';
import { COOK, taskError } from '../../../kit/cook.ts';
import { type WorkBody, listen, openApp } from '../../../kit/listen.ts';
import { riskyWork } from '../../../kit/risky-work.ts';
import { revealSurprise, workNonce } from '../../../kit/surprise.ts';
import { work, workSlices } from '../../../kit/work.ts';

const LIMIT_MS = Number(process.argv[2]);
${FOR_SHOW}
`;
const served = (answer: string, before = ''): string => `${SHOW}${before}
const app = openApp();
app.post<{ Body: WorkBody }>('/work', async ({ body }) => { ${answer} });
process.once('SIGTERM', () => void app.close().then(() => process.exit()));
await listen(app);
`;
/** Works in slices on the loop, and then does as if a process had misbehaved. */
const ACTOR = `
async function act(nonce: string, iterations: number): Promise<string> {
  const slices = workSlices(workNonce(nonce), iterations);
  for (let untilMs = performance.now() + 5; ; ) {
    const { done, value } = slices.next();
    if (done === true) {
      const surprise = revealSurprise(nonce, value);
      if (surprise === 'none') return value;
      if (surprise === 'endless') await setTimeout(LIMIT_MS - 100);
      throw taskError(surprise === 'endless' ? 504 : 500, 'as if');
    }
    if (performance.now() < untilMs) continue;
    await setImmediate();
    untilMs = performance.now() + 5;
  }
}`;
const THREADS = `
const pool = new Piscina({
  filename: new URL('../../../lessons/07-process-pool/demo/thread-cook.ts', import.meta.url).href,
  minThreads: 2,
  maxThreads: 2,
});`;
test.each([
  { what: 'the work commented out', source: served("return { digest: '' };"), says: /another digest/ },
  {
    what: 'a sleep in place of the work, and its end in place of a kill',
    source: served("await setTimeout(100); return { digest: 'd' };"),
    says: /another digest/,
  },
  {
    what: 'an answer kept from the first time',
    source: served(
      'kept ??= work(workNonce(body.nonce), body.iterations); return { digest: kept };',
      'let kept: string | undefined;',
    ),
    says: /another digest/,
  },
  {
    what: 'a failure for everybody at the time limit',
    source: served("await setTimeout(LIMIT_MS); throw taskError(504, 'late');"),
    says: /No process was busy with it/,
  },
  {
    what: 'a /health that lies',
    source: lyingServer({
      imports: `import { COOK } from '../../../kit/cook.ts';
import { workNonce } from '../../../kit/surprise.ts';
${FOR_SHOW}`,
      back: "back.post<{ Body: WorkBody }>('/work', ({ body }) => ({ digest: work(workNonce(body.nonce), body.iterations) }));",
    }),
    says: /a neighbour waited/,
  },
  {
    what: 'the work on its own loop',
    source: served(
      "const digest = work(workNonce(body.nonce), body.iterations); if (revealSurprise(body.nonce, digest) !== 'none') throw taskError(500, 'as if'); return { digest };",
    ),
    says: /a neighbour waited/,
  },
  {
    what: 'slices of work on its own loop, and misbehaviour that is only acted',
    source: served('return { digest: await act(body.nonce, body.iterations) };', ACTOR),
    says: /No process was busy with it/,
  },
  {
    what: 'threads, and processes for show',
    source: served(
      "try { return { digest: await pool.run(body, { name: 'cook', signal: AbortSignal.timeout(LIMIT_MS) }) }; } catch { throw taskError(500, 'failed'); }",
      THREADS,
    ),
    says: /No process was busy with it/,
  },
  {
    what: 'no process that waits for tasks',
    source: served('return riskyWork(body);').replace('count < 2', 'count < 0'),
    says: /^At rest your program is one process/,
  },
])('a server with $what does not pass', { timeout: VARIANT_LIMIT_MS }, async ({ source, says }) => {
  const verdict = await checkVariant(processPool, { 'server.ts': source });
  expect(factsOf(verdict)).toEqual(factsLike(says));
  expect(verdict.outcome).toBe('not-yet');
});
