import { fileURLToPath } from 'node:url';

const PRELOAD = fileURLToPath(new URL('./network-guard-preload.ts', import.meta.url));

/**
 * The environment in which Node, and whatever Node starts, has no network but this machine.
 *
 * @param logFile where each try to leave it is written down
 */
export const guardedEnvironment = (
  environment: Readonly<Record<string, string | undefined>>,
  logFile: string,
): Readonly<Record<string, string>> => ({
  // Not --import: a thread that is made of a string begins before that is loaded. Quotes and backslashes are as in JSON.
  NODE_OPTIONS: `${environment['NODE_OPTIONS'] ?? ''} --require=${JSON.stringify(PRELOAD)}`.trim(),
  WORKSHOP_NETWORK_LOG: logFile,
});
