import { type Command, Option } from 'commander';
import {
  type Guard,
  type GuardBaseline,
  type GuardResult,
  evaluateGuard,
  knownNamesOf,
  parseGuard,
} from '../stats/compare/guard.ts';
import type { SummarizedRun } from '../stats/compare/compare-records.ts';
import { EXIT } from './exit-code.ts';
import { escapeMarkdown } from './markdown-text.ts';
import { plainText, wrap } from './plain-text.ts';

export interface GuardFlags {
  readonly failOn: readonly string[];
  readonly strict: boolean;
  readonly allowMismatch: boolean;
}

/** The flags that `report` and `compare` share. */
export const addGuardOptions = (command: Command): Command =>
  command
    .addOption(
      new Option(
        '--fail-on <expression>',
        "end with 3 when it is so beyond doubt, e.g. 'thread-pool.neighbour-warm.p99 > 20ms' (repeatable)",
      )
        .argParser((text: string, before: readonly string[]) => [...before, text])
        .default([], 'nothing'),
    )
    .option('--strict', 'end with 4 when the result is not to be relied on, or a --fail-on cannot be decided', false)
    .option('--allow-mismatch', 'compare runs of unlike machines, runtimes or scenarios', false);

/** @throws {GuardError} ERR_FAIL_ON, before anything is drawn or written */
export const readGuards = ({ failOn }: GuardFlags, run: SummarizedRun): Guard[] =>
  failOn.map((text) => parseGuard(text, knownNamesOf(run.record)));

export const checkGuards = (
  guards: readonly Guard[],
  run: SummarizedRun,
  baseline: GuardBaseline | null,
): GuardResult[] => guards.map((guard) => evaluateGuard(guard, run, baseline));

/** An instrument that failed its own test, or a target of which too many trials failed a gate. */
const isDoubtful = ({ summary: { trust, levels } }: SummarizedRun): boolean =>
  trust.state === 'not-trusted' || levels.some(({ targets }) => targets.some(({ status }) => status === 'invalid'));

/** A guard that fired counts more than a result that is not to be relied on. */
export function exitCodeOfGuards(
  results: readonly GuardResult[],
  { strict }: GuardFlags,
  runs: readonly SummarizedRun[],
): number {
  if (results.some(({ state }) => state === 'fired')) return EXIT.fired;
  const isUnsure = results.some(({ state }) => state === 'inconclusive') || runs.some(isDoubtful);
  return strict && isUnsure ? EXIT.inconclusive : EXIT.ok;
}

const STATE_TEXT: Readonly<Record<GuardResult['state'], string>> = {
  fired: 'FIRED',
  passed: 'passed',
  inconclusive: 'cannot tell',
};

/** "FIRED  thread-pool.neighbour-warm.p99 > 20ms" and, below it, why. */
export function guardLines(results: readonly GuardResult[], widthColumns: number): string {
  const lines = results.flatMap(({ guard, state, sentence }) => [
    ...wrap(`${STATE_TEXT[state]}: ${plainText(guard.text)}`, widthColumns),
    ...wrap(plainText(sentence), widthColumns - 2).map((line) => `  ${line}`),
  ]);
  return lines.map((line) => `${line}\n`).join('');
}

export const guardMarkdown = (results: readonly GuardResult[]): string =>
  results.length === 0
    ? ''
    : `## Guards\n\n${results
        .map(
          ({ guard, state, sentence }) =>
            `- **${STATE_TEXT[state]}**: ${escapeMarkdown(guard.text)}. ${escapeMarkdown(sentence)}`,
        )
        .join('\n')}\n`;
