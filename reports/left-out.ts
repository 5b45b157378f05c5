import type { LevelSummary, Summary, TargetSummary } from '../stats/summary.ts';
import type { Fact } from './facts.ts';
import { plural } from './wording.ts';

/** Something that went wrong at one target and one level. */
interface Loss {
  /** What it shares with the same thing at other levels. */
  readonly key: readonly string[];
  readonly name: string;
  readonly targetName: string;
  readonly levelName: string;
  readonly roundsText: string;
  readonly message: string;
}

const roundsText = (trials: readonly { readonly roundIndex: number }[]): string =>
  `round ${trials.map(({ roundIndex }) => roundIndex + 1).join(', ')}`;

function voidLosses({ targetName, voidTrials }: TargetSummary, levelName: string): Loss[] {
  const byReason = Map.groupBy(voidTrials, ({ code, message }) => JSON.stringify([code, message]));
  return [...byReason.values()].flatMap((trials) => {
    const first = trials[0];
    if (first === undefined) return [];
    const { code, message } = first;
    return [
      { key: [targetName, code, message], name: code, targetName, levelName, roundsText: roundsText(trials), message },
    ];
  });
}

/** In the words of the first round that failed the gate. */
function gateLosses({ targetName, invalidTrials }: TargetSummary, levelName: string): Loss[] {
  const failures = invalidTrials.flatMap(({ roundIndex, failures: failed }) =>
    failed.map(({ gate, message }) => ({ roundIndex, gate, message })),
  );
  const byGate = Map.groupBy(failures, ({ gate }) => gate);
  return [...byGate].map(([gate, trials]) => ({
    key: [targetName, gate],
    name: gate,
    targetName,
    levelName,
    roundsText: roundsText(trials),
    message: trials[0]?.message ?? '',
  }));
}

function wholeLosses({ targetName, status, invalidTrials, gates }: TargetSummary, levelName: string): Loss[] {
  if (status !== 'invalid') return [];
  const trialCount = Math.max(invalidTrials.length, ...gates.map((gate) => gate.trialCount));
  return [
    {
      key: [targetName],
      name: 'INVALID',
      targetName,
      levelName,
      roundsText: `${invalidTrials.length} of ${plural(trialCount, 'round')}`,
      message: 'too many failed a gate, so nothing is said of the target.',
    },
  ];
}

const lossesOf = ({ name, targets }: LevelSummary): Loss[] =>
  targets.flatMap((target) => [...wholeLosses(target, name), ...gateLosses(target, name), ...voidLosses(target, name)]);

/**
 * Trials that are in no number, and why, under the gate or the error code: "thread-pool, round 3: ...". What happened
 * at several levels is told once: "thread-pool at 5/s, round 3; at 9/s, round 1: ...".
 */
export function leftOutFacts({ levels }: Summary): Fact[] {
  const same = Map.groupBy(levels.flatMap(lossesOf), ({ key }) => JSON.stringify(key));
  return [...same.values()].flatMap((losses) => {
    const first = losses[0];
    if (first === undefined) return [];
    const places = losses.map((loss) => `${loss.levelName === '' ? '' : ` at ${loss.levelName}`}, ${loss.roundsText}`);
    return [{ name: first.name, text: `${first.targetName}${places.join(';')}: ${first.message}` }];
  });
}
