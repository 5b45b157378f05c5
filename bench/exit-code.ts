import type { ErrorCode } from '../servers/errors.ts';
import type { RunRecord } from '../stats/record.ts';

/** What the process says of itself to a script. The same numbers stand in --help. */
export const EXIT = {
  ok: 0,
  internal: 1,
  usage: 2,
  gate: 3,
  untrusted: 4,
  voidTrial: 5,
  brokenPromise: 6,
  interrupted: 130,
} as const;

export function exitCodeOfError(code: ErrorCode): number {
  if (code === 'ERR_INTERRUPTED') return EXIT.interrupted;
  return code === 'ERR_INTERNAL' ? EXIT.internal : EXIT.usage;
}

export function exitCodeOfRecord({ status, trials }: RunRecord): number {
  if (status === 'partial') return EXIT.interrupted;
  return trials.some((trial) => trial.status === 'void') ? EXIT.voidTrial : EXIT.ok;
}
