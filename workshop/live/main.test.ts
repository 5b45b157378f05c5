import { once } from 'node:events';
import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { expect, test, vi } from 'vitest';
import { makeTemporaryFolder } from '../../servers/temporary-folder.ts';
import { failLive, startLive } from './example-live.ts';
import { openViewer } from './example-viewer.ts';

test('a port that is taken is told with its code and what to type', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const { code, text } = await failLive(['--port', String(port), '--strategy', 'blocking']);
  other.close();
  expect(code).toBe(2);
  expect(text).toContain('ERR_PORT_IN_USE');
  expect(text).toContain('Choose another --port, or 0 for any free one');
});

test.each([
  { flags: ['--strategy', 'thread-pool-transfer'], code: 'ERR_TASK_UNSUPPORTED', says: 'as it cannot do spin' },
  { flags: ['--strategy', 'native'], code: 'ERR_TASK_UNSUPPORTED', says: 'as it cannot do spin' },
  { flags: ['--strategy', 'magic'], code: 'ERR_STRATEGY_UNKNOWN', says: 'magic' },
  { flags: ['--task-ms', '60000'], code: 'ERR_USAGE', says: '2000' },
  { flags: ['--host', '203.0.113.9', '--strategy', 'blocking'], code: 'ERR_USAGE', says: '203.0.113.9' },
])('$flags is refused with $code before anything starts', async ({ flags, code, says }) => {
  const failed = await failLive(['--port', '0', ...flags]);
  expect(failed.code).toBe(2);
  expect(failed.text).toContain(code);
  expect(failed.text).toContain(says);
});

test.skipIf(process.platform !== 'linux')('--open opens the address that is printed', async () => {
  const folder = await makeTemporaryFolder('trial');
  const [opener, opened] = [path.join(folder, 'browser'), path.join(folder, 'opened')];
  await writeFile(opener, `#!/bin/sh\nprintf %s "$1" > '${opened}'\n`);
  await chmod(opener, 0o755);
  // What `xdg-open` starts where there is no desktop.
  await using live = await startLive(['--strategy', 'blocking', '--open'], {
    BROWSER: opener,
    XDG_CURRENT_DESKTOP: 'X-Generic',
  });
  await vi.waitFor(async () => expect(await readFile(opened, 'utf8')).toBe(live.address), 20_000);
  await rm(folder, { recursive: true });
});

test(
  'a server that dies again and again is given up, with what to do, and the others live on',
  { timeout: 120_000 },
  async () => {
    await using live = await startLive(['--task-ms', '50', '--strategy', 'blocking,thread-pool']);
    await using viewer = await openViewer(live.address);
    for (let deathCount = 0; deathCount < 6; deathCount += 1) {
      const up = await viewer.until(
        (event) => event.kind === 'lane' && event.laneName === 'blocking' && event.state === 'up',
      );
      const [processId = 0] = up.kind === 'lane' ? up.processIds : [];
      process.kill(processId, 'SIGKILL');
    }
    const last = await viewer.until((event) => event.kind === 'lane' && event.state === 'given-up');
    expect(last).toMatchObject({ laneName: 'blocking' });
    expect(last.kind === 'lane' && last.note).toBe(
      'it died 6 times within a minute; end this command and start it again',
    );
    expect(await viewer.click('/runs', { laneName: 'blocking', jobCount: 1 })).toBe(503);
    expect(await viewer.click('/runs', { laneName: 'thread-pool', jobCount: 1 })).toBe(202);
    await viewer.until(
      (event) => event.kind === 'run' && event.run.laneName === 'thread-pool' && event.run.state === 'ended',
    );
  },
);

/** An address of this machine that others reach; undefined on one without a network. */
const outerAddress = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .find(({ family, internal }) => family === 'IPv4' && !internal)?.address;

test.skipIf(outerAddress === undefined)(
  '--host asks for the join code, and slows down who guesses it, and ends with runs in line',
  { timeout: 35_000 },
  async () => {
    await using one = await startLive(['--task-ms', '100', '--strategy', 'blocking', '--host', '0.0.0.0']);
    expect(one.address).toContain(`http://${outerAddress}:`);
    const code = /Join code: (\d{6})/.exec(one.text)?.[1] ?? '';
    const ask = async (typed: string) => {
      const response = await fetch(`${one.address}?code=${typed}`, { redirect: 'manual' });
      await response.arrayBuffer();
      return response.status;
    };
    expect(await ask(code === '111111' ? '222222' : '111111')).toBe(401);
    await using viewer = await openViewer(one.address, code);
    await viewer.until((event) => event.kind === 'lane' && event.state === 'up');
    // Work is capped: one of the class cannot fill the line.
    const clicks = Array.from({ length: 30 }, async () => viewer.click('/runs', { laneName: 'blocking', jobCount: 4 }));
    const statuses = await Promise.all(clicks);
    expect(statuses.filter((status) => status === 202).length).toBeLessThanOrEqual(12);
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(15);
    const guesses = await Promise.all(Array.from({ length: 60 }, async (_, guess) => ask(String(100_000 + guess))));
    expect(guesses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(20);
  },
);
