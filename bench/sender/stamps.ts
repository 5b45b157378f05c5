/** When a server took a request up, began its work and finished it: milliseconds on the clock of `nowMs()`, which processes of one machine share. */
export interface Stamps {
  readonly arrivedMs: number;
  readonly startedMs: number;
  readonly finishedMs: number;
  /** How long its database took to read and to write; absent where it did not say. */
  readonly databaseMs?: number;
}

const STAMPS = /^(\d+(?:\.\d+)?),(\d+(?:\.\d+)?),(\d+(?:\.\d+)?)(?:,(\d+(?:\.\d+)?))?$/;

/**
 * Reads the response header `holdup-stamps: <arrived>,<started>,<finished>[,<database>]`.
 *
 * @param header its value alone
 * @returns null when it is no three ascending times: a stranger may send anything
 */
export function parseStamps(header: string): Stamps | null {
  const match = STAMPS.exec(header);
  if (match === null) return null;
  const arrivedMs = Number(match[1]);
  const startedMs = Number(match[2]);
  const finishedMs = Number(match[3]);
  if (arrivedMs > startedMs || startedMs > finishedMs) return null;
  const stamps = { arrivedMs, startedMs, finishedMs };
  return match[4] === undefined ? stamps : { ...stamps, databaseMs: Number(match[4]) };
}
