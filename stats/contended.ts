import type { RunRecord } from './record.ts';

/** Two for the server, one for each of our senders. */
const MIN_FREE_CORES = 4;

/** Whether servers and senders had to take time from each other. Records from before cores were kept apart do not say. */
export const isContended = ({ setup, machine }: RunRecord): boolean =>
  setup?.isShared ?? machine.availableCoreCount < MIN_FREE_CORES;
