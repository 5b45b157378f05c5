import type { Warning } from '../stats/record.ts';
import type { Summary } from '../stats/summary.ts';

/** What stands above everything else in a report whose instrument failed its own test. */
export const DISTRUST =
  'Before the run the instrument did not find answers that are known, so take no number here for true.';
export const DISTRUST_CODE = 'WARN_NOT_TRUSTED';

/** All but the one that has been told above. */
export const otherWarnings = ({ warnings }: Summary): readonly Warning[] =>
  warnings.filter(({ code }) => code !== DISTRUST_CODE);
