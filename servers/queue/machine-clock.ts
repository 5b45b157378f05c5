import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { nowMs } from '../telemetry.ts';

/** Whatever the system tells, or nothing. */
function told(read: () => string): string {
  try {
    return read().trim();
  } catch {
    return '';
  }
}

/** Since when this machine counts: after a restart `nowMs()` begins anew. Where the system does not tell, its name. */
const CLOCK_ID = told(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')) || hostname();

/** Processes with the same one see the same folders: a container has its own, though it shares the machine's clock. */
export const FILES_ID = `${CLOCK_ID} ${told(() => readlinkSync('/proc/self/ns/mnt'))} ${hostname()}`;

/** A moment of `nowMs()` that processes on other machines can read, as well as their wall clocks agree. */
export interface SharedMoment {
  readonly clockId: string;
  readonly clockMs: number;
  readonly epochMs: number;
}

/** By how much the wall clock is ahead of `nowMs()`. */
const aheadMs = (): number => Date.now() - nowMs();

export function shareMoment(clockMs: number): SharedMoment {
  return { clockId: CLOCK_ID, clockMs, epochMs: clockMs + aheadMs() };
}

/** The same moment on this machine's `nowMs()`: exact where it was taken on this machine. */
export function readMoment({ clockId, clockMs, epochMs }: SharedMoment): number {
  return clockId === CLOCK_ID ? clockMs : momentOf(epochMs);
}

/** A wall clock time, in ms since 1970, on this machine's `nowMs()`. */
export function momentOf(epochMs: number): number {
  return epochMs - aheadMs();
}
