import { watch } from 'node:fs/promises';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { nextKey } from './keys.ts';
import { checkCommand, hintCommand, resetCommand, runCommandOf, startCommand } from './lesson-commands.ts';
import { progressCommand, solutionCommand } from './look-commands.ts';
import { openCopy } from './playground.ts';
import { nextLine, shownFile } from './screens.ts';
import { type Workshop, chosen, load, prose, show } from './workshop.ts';

/** An editor writes a file in several steps. */
const SETTLE_MS = 150;

const KEYS = {
  c: { name: 'check', command: checkCommand },
  r: { name: 'run', command: runCommandOf },
  h: { name: 'hint', command: hintCommand },
  s: { name: 'solution', command: solutionCommand },
  n: { name: 'next lesson', command: async (workshop: Workshop) => startCommand(workshop, undefined) },
  l: { name: 'list', command: progressCommand },
  x: { name: 'reset', command: resetCommand },
} as const;

const END = 'q';
type KeyName = keyof typeof KEYS | typeof END;
const KEY_NAMES = [...Object.keys(KEYS), END] as readonly KeyName[];

/** Saves that cannot be noticed, as on some network drives and mounted folders. */
async function untilSaved(folder: URL, signal: AbortSignal): Promise<'c'> {
  for await (const _ of watch(folder, { recursive: true, signal })) break;
  await delay(SETTLE_MS, undefined, { signal });
  return 'c';
}

export interface WatchChoice {
  /** Whether somebody sits at the keyboard. */
  readonly hasKeys: boolean;
  /** Keys only. */
  readonly isManual: boolean;
}

/** The next thing to do: the file was saved, or a key was pressed. */
async function nextWish(folder: URL, { hasKeys, isManual }: WatchChoice, signal: AbortSignal): Promise<KeyName> {
  const either = new AbortController();
  const both = AbortSignal.any([signal, either.signal]);
  const wishes = [
    ...(isManual ? [] : [untilSaved(folder, both)]),
    ...(hasKeys ? [nextKey(KEY_NAMES, both)] : []),
  ] as const;
  try {
    return await Promise.race(wishes);
  } finally {
    either.abort();
    await Promise.allSettled(wishes);
  }
}

/** A path is on a line of its own: it may be long, and is copied whole. */
function promptLines(folder: URL, { hasKeys, isManual }: WatchChoice, workshop: Workshop): string[] {
  const keys = Object.entries(KEYS).map(([key, { name }]) => `${key} ${name},`);
  return [
    ...(isManual ? [] : ['Save a file to check it. Yours are in', shownFile(folder)]),
    ...prose([hasKeys ? `Keys: ${keys.join(' ')} ${END} end` : `Ctrl-C ends. ${nextLine('hint')}`], workshop),
  ];
}

/**
 * Checks now, after each save, and does what keys ask for, until q or Ctrl-C. What is saved or typed during a check counts
 * once, or not at all.
 *
 * @returns the last check's exit code
 */
export async function watchCommand(
  workshop: Workshop,
  number: number | undefined,
  choice: WatchChoice,
): Promise<number> {
  const { signal, playground } = workshop;
  let lesson = chosen(workshop, await load(workshop), number);
  let exitCode = await checkCommand(workshop, lesson.number);
  try {
    for (;;) {
      // A key may have opened the next lesson.
      lesson = chosen(workshop, await load(workshop), undefined);
      const folder = await openCopy(playground, lesson);
      show(promptLines(folder, choice, workshop));
      const wish = await nextWish(folder, choice, signal);
      if (wish === END) return exitCode;
      const done = await KEYS[wish].command(workshop, lesson.number);
      if (wish === 'c') exitCode = done;
    }
  } catch (thrown) {
    if (!signal.aborted) throw thrown;
    return exitCode;
  }
}

export const sitsAtKeyboard = (): boolean => process.stdin.isTTY && process.stdout.isTTY;
