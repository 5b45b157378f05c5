import { get } from 'node:http';
import { expect, test } from 'vitest';
import { forkServer } from './forked-server.ts';

/** On a connection of its own. */
async function processOf(url: string): Promise<string | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<string | undefined>();
  const request = get(url, { agent: false }, (response) => {
    response.resume();
    response.once('end', () => resolve(response.headers['holdup-process'] as string | undefined));
  });
  request.once('error', reject);
  return promise;
}

test.each(['cluster', 'cluster-pool'])('%s says which of its processes answers, and both do', async (strategyName) => {
  await using server = await forkServer(['--strategy', strategyName, '--workers', '2']);
  const [, ...workerIds] = server.processIds;
  const answered: (string | undefined)[] = [];
  for (let requestIndex = 0; requestIndex < 8; requestIndex += 1)
    answered.push(await processOf(`${server.baseUrl}/health`));
  expect(new Set(answered)).toEqual(new Set(workerIds.map(String)));
});

test('a server of one process has nothing to say', async () => {
  await using server = await forkServer(['--strategy', 'blocking']);
  expect(await processOf(`${server.baseUrl}/health`)).toBeUndefined();
});
