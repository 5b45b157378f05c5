import type { SelfTest } from '../../stats/record.ts';
import { formatMs } from '../../stats/units.ts';

/** "Self-test: 9 of 9 known answers found in 5.0 s", or what went wrong: before a run, on standard error. */
export function selfTestText({ answers, durationMs, isPassed, diagnosis }: SelfTest): string {
  const foundCount = answers.filter((answer) => answer.isPassed).length;
  const found = `Self-test: ${foundCount} of ${answers.length} known answers found in ${formatMs(durationMs)}`;
  if (isPassed) return found;
  return [`${found}. NOT TRUSTED:`, ...diagnosis.map((sentence) => `  ${sentence}`)].join('\n');
}
