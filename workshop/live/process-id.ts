import type { IncomingMessage } from 'node:http';

/** Which process of several answered; null where the server does not say. */
export function processIdOf({ headers: { 'holdup-process': text } }: IncomingMessage): number | null {
  return typeof text === 'string' && /^\d+$/.test(text) ? Number(text) : null;
}
