import process from 'node:process';
import { expect, onTestFinished, test, vi } from 'vitest';
import { ctrlCTexts } from './ctrl-c-text.ts';
import { interruption } from './interruption.ts';

function interrupted() {
  const clock = vi.spyOn(performance, 'now').mockReturnValue(1_000);
  const exit = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never);
  const before = new Set(process.listeners('SIGINT'));
  const told: string[] = [];
  const signal = interruption({
    what: 'run',
    texts: () => ctrlCTexts('measuring', 'here'),
    tell: (text) => void told.push(text),
  });
  const own = process.listeners('SIGINT').filter((listener) => !before.has(listener));
  onTestFinished(() => {
    vi.restoreAllMocks();
    for (const listener of own) {
      process.off('SIGINT', listener);
      process.off('SIGTERM', listener);
    }
  });
  const press = (atMs: number): void => {
    clock.mockReturnValue(atMs);
    for (const listener of own) listener('SIGINT');
  };
  return { signal, told, exit, press };
}

test('the first Ctrl-C says at once what it ends, and npm’s copy of it does not count', () => {
  const { signal, told, exit, press } = interrupted();
  press(1_000);
  press(1_400);
  expect(signal.reason).toMatchObject({ code: 'ERR_INTERRUPTED', message: 'The run was ended by SIGINT' });
  expect(told).toEqual(['Ending this trial; press Ctrl-C again to stop at once, without a report']);
  expect(exit).not.toHaveBeenCalled();
});

test('the second one ends the process, and says what is left and how to see it', () => {
  const { told, exit, press } = interrupted();
  press(1_000);
  press(1_600);
  expect(told[1]).toBe('Stopped at once. The trials that had ended are kept; show them with: npm run report -- here');
  expect(exit).toHaveBeenCalledWith(130);
});
