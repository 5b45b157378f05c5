import type { Estimate } from './record.ts';
import type { Wait } from './summary.ts';
import { formatMs } from './units.ts';

/** How the first line of a report says a wait: "642 ms", "at least 642 ms". */
export const waitText = ({ valueMs, isAtLeast }: Wait): string => `${isAtLeast ? 'at least ' : ''}${formatMs(valueMs)}`;

/** " (95 % interval 610 ms to 671 ms)"; '' where there is none. */
export const intervalText = (interval: Estimate | null): string =>
  interval === null ? '' : ` (95 % interval ${formatMs(interval.low)} to ${formatMs(interval.high)})`;
