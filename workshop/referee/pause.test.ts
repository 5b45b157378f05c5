import { expect, test } from 'vitest';
import { HarnessError } from '../../servers/errors.ts';
import { pause } from './pause.ts';

const LONG_MS = 60_000;

test("pause() ends with the learner's loss, and says what that was", async () => {
  const lost = AbortSignal.abort(new HarnessError('ERR_SERVER_EXITED', 'It ended'));
  const { signal } = new AbortController();
  await expect(pause(LONG_MS, { lost }, { signal })).rejects.toMatchObject({ code: 'ERR_SERVER_EXITED' });
});

test('pause() ends when the person has left', async () => {
  const signal = AbortSignal.abort(new HarnessError('ERR_INTERRUPTED', 'It was ended'));
  const { signal: lost } = new AbortController();
  await expect(pause(LONG_MS, { lost }, { signal })).rejects.toMatchObject({ code: 'ERR_INTERRUPTED' });
});

test('pause() of 1 ms is over', async () => {
  const { signal } = new AbortController();
  await expect(pause(1, { lost: signal }, { signal })).resolves.toBeUndefined();
});
