import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import open from 'open';
import { reasonOf } from './files.ts';

/** Hands a file to the system's browser. Resolves when something was started for it, rejects when nothing was. */
export type Opener = (filePath: string) => Promise<unknown>;

/** What starts a browser and finds none ends at once; one that is still there after this has found one. */
const LAUNCH_MS = 1_000;

const startBrowser: Opener = async (filePath) => {
  const launcher = await open(filePath);
  const waiting = new AbortController();
  const ended = once(launcher, 'exit', { signal: waiting.signal }).then(([code]) => code as number | null);
  const code = await Promise.race([ended, delay(LAUNCH_MS, null, { signal: waiting.signal })]);
  waiting.abort();
  if (code !== null && code !== 0) throw new Error(`the system’s opener ended with ${code}`);
};

type Environment = Readonly<Record<string, string | undefined>>;

const isSet = (value: string | undefined): boolean => value !== undefined && value !== '';

/** WSL has no display of its own and opens the browser of Windows. */
const hasDisplay = (environment: Environment): boolean =>
  ['DISPLAY', 'WAYLAND_DISPLAY', 'WSL_DISTRO_NAME'].some((name) => isSet(environment[name]));

/** Why no browser should even be tried; null where one may start. */
function obstacleOf(environment: Environment, platform: NodeJS.Platform): string | null {
  if (environment['BROWSER'] === 'none') return 'BROWSER is none';
  if (isSet(environment['CI']) && environment['CI'] !== 'false') return 'CI is set, so nobody is looking';
  // Whoever names a browser has one, over SSH too: editors that work on another machine set it to open pages on this one.
  if (platform === 'linux' && isSet(environment['BROWSER'])) return null;
  const isRemote = isSet(environment['SSH_CONNECTION']) && !hasDisplay(environment);
  if (isRemote) return 'this is an SSH session without a display';
  if (platform === 'linux' && !hasDisplay(environment))
    return 'there is no display (DISPLAY and WAYLAND_DISPLAY are empty)';
  return null;
}

const byHand = (filePath: string): string =>
  `Open it by hand, or copy it to where a browser is, as it is one file: ${pathToFileURL(filePath).href}`;

/**
 * Opens a page in the default browser, or says why not and what to do. A report is there either way, so that this is
 * never an error; nor does it wait for the browser.
 *
 * @param filePath absolute
 * @returns a line for the person at the prompt
 */
export async function openPage(
  filePath: string,
  environment: Environment,
  platform: NodeJS.Platform,
  opener: Opener = startBrowser,
): Promise<string> {
  const obstacle = obstacleOf(environment, platform);
  if (obstacle !== null) return `No browser was opened, as ${obstacle}. ${byHand(filePath)}`;
  try {
    await opener(filePath);
    return `Opening it in your browser. If none appears: ${pathToFileURL(filePath).href}`;
  } catch (error) {
    return `No browser could be started: ${reasonOf(error)}. ${byHand(filePath)}`;
  }
}
