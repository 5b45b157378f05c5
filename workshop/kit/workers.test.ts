import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { expect, onTestFinished, test } from 'vitest';
import { openExamplePlayground } from '../example-playground.ts';
import type { ReadyMessage } from './listen.ts';

const PROGRAM = `import cluster from 'node:cluster';
import process from 'node:process';
import { listen, openApp } from '../../../kit/listen.ts';
import { openSharedMap } from '../../../kit/shared-map.ts';
import { startWorkers } from '../../../kit/workers.ts';

if (cluster.isPrimary) await startWorkers(2);
else {
  const map = openSharedMap<{ by: number }>();
  const app = openApp();
  app.post('/keep', async () => { await map.set('key', { by: process.pid }); return { answeredBy: process.pid }; });
  app.get('/kept', async () => ({ answeredBy: process.pid, kept: (await map.get('key')) ?? null }));
  app.get('/none', async () => ({ kept: (await map.get('none')) ?? null }));
  app.get('/crash', () => process.exit(3));
  await listen(app);
}
`;

async function started(): Promise<{ readonly baseUrl: string; readonly child: ChildProcess }> {
  const playground = await openExamplePlayground();
  const folder = new URL('variant/start/', playground);
  await mkdir(folder, { recursive: true });
  await writeFile(new URL('server.ts', folder), PROGRAM);
  const child = fork(new URL('server.ts', folder), { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await playground[Symbol.asyncDispose]();
  });
  const [ready] = (await once(child, 'message')) as [ReadyMessage];
  return { baseUrl: `http://127.0.0.1:${ready.port}`, child };
}

/** On a connection of its own. */
async function ask(url: string, method = 'GET'): Promise<Readonly<Record<string, unknown>>> {
  const answer = await fetch(url, { method, headers: { connection: 'close' } });
  return (await answer.json()) as Readonly<Record<string, unknown>>;
}

test('connections are dealt to workers in turn, and what one keeps in the shared map all of them find', async () => {
  const { baseUrl } = await started();
  const { answeredBy } = await ask(`${baseUrl}/keep`, 'POST');
  const answers: Readonly<Record<string, unknown>>[] = [];
  for (let count = 0; count < 4; count += 1) answers.push(await ask(`${baseUrl}/kept`));
  expect(answers.map(({ kept }) => kept)).toEqual(answers.map(() => ({ by: answeredBy })));
  expect(new Set(answers.map((answer) => answer['answeredBy'])).size).toBe(2);
  expect(await ask(`${baseUrl}/none`)).toEqual({ kept: null });
});

test('when one worker ends, all end with exit code 1', async () => {
  const { baseUrl, child } = await started();
  const exited = once(child, 'exit');
  await expect(ask(`${baseUrl}/crash`)).rejects.toThrow('fetch failed');
  expect(await exited).toEqual([1, null]);
  await expect(ask(`${baseUrl}/health`)).rejects.toThrow('fetch failed');
});
