import { expect, test } from 'vitest';
import { startBench } from './bench-process.ts';

test(
  'a queue that cannot be reached voids its own trials, with what would make them run, and no others',
  { timeout: 120_000 },
  async () => {
    // Nobody listens on port 1.
    const argv = '--queue redis://127.0.0.1:1 --rounds 1 --duration 1 --task spin --task-ms 5';
    const run = await startBench(['--strategy', 'job-queue,blocking', ...argv.split(' ')]);
    await run.endsWith(5);
    const { trials } = await run.record();
    expect(trials.find(({ targetName }) => targetName === 'blocking')).toMatchObject({ status: 'valid' });
    const queued = trials.find(({ targetName }) => targetName === 'job-queue');
    expect(queued).toMatchObject({ status: 'void', voidReason: { code: 'ERR_QUEUE_UNREACHABLE' } });
    // One line: where it should be, and what to do.
    expect(queued?.voidReason?.message).toMatch(/^[^\n]*127\.0\.0\.1:1\b[^\n]*\bstart\b[^\n]*--queue\b[^\n]*$/i);
    expect(run.stdout()).toContain('ERR_QUEUE_UNREACHABLE');
  },
);
