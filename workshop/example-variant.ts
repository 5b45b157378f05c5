import { readFileSync } from 'node:fs';
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { expect } from 'vitest';
import { openExamplePlayground } from './example-playground.ts';
import type { Lesson } from './lesson.ts';
import { type RefereeOptions, check } from './referee/referee.ts';
import type { Verdict } from './referee/verdict.ts';

const TRY_COUNT = 4;
/** Of a test that checks one of them; a check has a time limit of its own, and it is over far sooner on a calm machine. */
export const VARIANT_LIMIT_MS = TRY_COUNT * 65_000;

/** For tests: a machine that cannot tell now is asked again; one that never can fails the test. */
export async function checkUntilTold(lesson: Lesson, options: RefereeOptions): Promise<Verdict> {
  let verdict = await check(lesson, options);
  for (let tryCount = 1; tryCount < TRY_COUNT && verdict.outcome === 'inconclusive'; tryCount += 1)
    verdict = await check(lesson, options);
  return verdict;
}

/** For tests: what a lesson's check says of its solution in which some files are others. */
export async function checkVariant(
  lesson: Lesson,
  files: Readonly<Record<string, string>>,
  { isClassroom = true }: { readonly isClassroom?: boolean } = {},
): Promise<Verdict> {
  await using playground = await openExamplePlayground();
  const folder = new URL('variant/start/', playground);
  await mkdir(folder, { recursive: true });
  await cp(new URL('solution/', lesson.folder), folder, { recursive: true });
  for (const [file, source] of Object.entries(files)) await writeFile(new URL(file, folder), source);
  // Awaited here: the playground is removed when this function ends.
  return await checkUntilTold(lesson, { folder, isClassroom, signal: AbortSignal.timeout(VARIANT_LIMIT_MS) });
}

/** For tests: all that was told. A noisy machine may add something that is told from times. */
export const factsOf = ({ misses, unsure }: Verdict): string[] => [...misses, ...unsure].map(({ fact }) => fact);

/** For tests: what no noise adds. */
export const certainFactsOf = ({ misses }: Verdict): string[] =>
  misses.filter(({ isClear, isTimed }) => isClear && isTimed !== true).map(({ fact }) => fact);

/** For tests: all of them are among what was told, whatever else is. */
export const factsLike = (says: RegExp | readonly RegExp[]): readonly string[] =>
  expect.arrayContaining([says].flat().map((one) => expect.stringMatching(one) as string)) as readonly string[];

export const solutionOf = ({ folder }: Lesson, file: string): string =>
  readFileSync(new URL(`solution/${file}`, folder), 'utf8');

export type Change = readonly [from: string, to: string];

/**
 * A file of a lesson's solution in which some words are others.
 *
 * @throws RangeError when it does not have them: a mistake of the test
 */
export const changedSolution = (lesson: Lesson, file: string, ...changes: readonly Change[]): string =>
  changes.reduce(
    (source, [from, to]) => {
      if (!source.includes(from)) throw new RangeError(`${file} of the solution has no ${from}`);
      return source.replaceAll(from, () => to);
    },
    solutionOf(lesson, file),
  );

/**
 * A server that answers /health itself, and has all else answered by a process of its own that works and blocks.
 *
 * @param imports beside its own
 * @param back routes of that process
 * @param front what `app` answers itself too, with `pass(url, content)` for what the other one answers, and `json(body)`
 */
export const lyingServer = ({
  imports = '',
  back = "back.post<{ Body: WorkBody }>('/work', ({ body }) => ({ digest: work(body.nonce, body.iterations) }));",
  front = '',
}: {
  readonly imports?: string;
  readonly back?: string;
  readonly front?: string;
} = {}): string => `import { fork } from 'node:child_process';
import process from 'node:process';
import fastify from 'fastify';
import { type WorkBody, listen, openApp } from '../../../kit/listen.ts';
import { work } from '../../../kit/work.ts';
${imports}
if (process.argv[2] === 'back') {
  const back = openApp();
  ${back}
  await listen(back);
} else {
  const back = fork(new URL(import.meta.url), ['back']);
  const port = await new Promise<number>((resolve) => back.once('message', (message: { port: number }) => resolve(message.port)));
  const pass = async (url: string, content: RequestInit = {}) => (await fetch('http://127.0.0.1:' + port + url, content)).json();
  const json = (body: unknown): RequestInit => ({ method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
  // The first fetch of a process loads it, which holds the loop for a while.
  await pass('/health');
  const app = fastify();
  app.get('/health', () => ({ status: 'ok' }));
  ${front}
  app.all('/*', async ({ url, method, body }) => pass(url, method === 'GET' ? {} : json(body)));
  await listen(app);
}
`;
