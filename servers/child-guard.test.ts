import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempDisposableSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { expect, onTestFinished, test } from 'vitest';
import { ChildGuard } from './child-guard.ts';

/** A process that never ends by itself. */
function startSleeper(): ChildProcess & { readonly pid: number } {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1_000)'], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  return Object.assign(child, { pid: child.pid ?? 0 });
}

/** Rejects when it goes on for so long. */
const endsWithin = async (child: ChildProcess, limitMs: number): Promise<unknown> =>
  once(child, 'exit', { signal: AbortSignal.timeout(limitMs) });

test('ChildGuard kills what was added and not removed when it is disposed', async () => {
  const [added, removed, other] = [startSleeper(), startSleeper(), startSleeper()];
  const guard = new ChildGuard();
  for (const { pid } of [added, removed, other]) guard.add(pid);
  guard.remove(removed.pid);
  const exited = Promise.all([once(added, 'exit'), once(other, 'exit')]);
  const spared = endsWithin(removed, 500);
  guard[Symbol.dispose]();
  await exited;
  await expect(spared).rejects.toThrow('aborted');
});

test.each(['SIGKILL', 'SIGTERM'] as const)(
  'ChildGuard kills the same when its own process is gone by %s, and leaves nothing',
  async (signalName) => {
    const [added, removed, other] = [startSleeper(), startSleeper(), startSleeper()];
    using folder = mkdtempDisposableSync(path.join(tmpdir(), 'holdup-test-'));
    const entry = path.join(folder.path, 'guarded.ts');
    writeFileSync(
      entry,
      `import { ChildGuard } from ${JSON.stringify(new URL('child-guard.ts', import.meta.url).href)};
       const guard = new ChildGuard();
       for (const id of [${added.pid}, ${removed.pid}, ${other.pid}]) guard.add(id);
       guard.remove(${removed.pid});
       setInterval(() => {}, 1_000);
       process.send?.('ready');`,
    );
    const guarded = fork(entry, { execArgv: [] });
    onTestFinished(() => void guarded.kill('SIGKILL'));
    await once(guarded, 'message');
    const exited = Promise.all([added, other, guarded].map(async (child) => once(child, 'exit')));
    const spared = endsWithin(removed, 500);
    guarded.kill(signalName);
    await exited;
    await expect(spared).rejects.toThrow('aborted');
  },
);
