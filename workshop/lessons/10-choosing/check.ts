import { formatMs, plural } from '../../../stats/units.ts';
import type { Lesson } from '../../lesson.ts';
import { fieldsOf } from '../../referee/ask.ts';
import type { Referee } from '../../referee/referee.ts';
import type { Attempt, Miss } from '../../referee/verdict.ts';
import { type Played, billLines } from './bill.ts';
import { CARDS, type Card } from './card.ts';
import { RATE_SECONDS, demonstrate } from './demonstration.ts';
import { cardMisses, survivalMisses } from './judge.ts';
import { type Chosen, choiceMisses, chosenOf, loadDeliveries } from './settings.ts';
import { survivors } from './survival.ts';
import { openBench } from './scale.ts';
import { type Bench, tryCard } from './trial.ts';

const TELL_CHOICES = new URL('./demo/tell-choices.ts', import.meta.url);

/** Five servers, one after the other, one of them killed and started again: half a minute is over before the last card. */
const CAP_MS = 60_000;

/** What is known after a try, for the next one. */
interface Known {
  readonly bench: Bench;
  /** Cards that held need not be played again: their choice is the same. */
  readonly held: Map<Card['name'], Played>;
}

/** For as long as a check lasts, and no longer than its referee. */
const knownOf = new WeakMap<Referee, Known>();

/** The learner's file runs in a process of its own, and no line of it near the referee. */
async function readChoices(referee: Referee): Promise<Readonly<Record<string, unknown>>> {
  await using learner = await referee.start(TELL_CHOICES, [referee.file('choices.ts').href]);
  const { body } = await referee.ask(learner, { path: '/choices' });
  return fieldsOf(fieldsOf(body)['choices']);
}

interface Result {
  readonly misses: readonly Miss[];
  readonly noiseMs: number;
  readonly played: Played | null;
}

async function play(card: Card, { settings, expect }: Chosen, bench: Bench): Promise<Result> {
  const seen = await tryCard(card, settings, bench);
  if ('problem' in seen) {
    const fact = `${card.name}: ${seen.problem}`;
    return { misses: [{ fact, question: seen.question, isClear: true }], noiseMs: 0, played: null };
  }
  const { workMs } = bench.scale;
  const { noiseMs } = seen;
  const misses = cardMisses(card, seen, workMs);
  const reportCount = card.slo.reportCount ?? 0;
  // Also where something else was missed: what the card is about is told, whatever the noise.
  if (reportCount > 0) misses.push(...survivalMisses(card, await survivors(card, reportCount, settings, bench)));
  const { strategyName } = settings;
  return { misses, noiseMs, played: misses.length === 0 ? { name: card.name, strategyName, expect, seen } : null };
}

/** Of each card one: what no noise explains comes first. */
const firstOf = (misses: readonly Miss[]): Miss[] =>
  [misses.find(({ isClear }) => isClear) ?? misses[0]].flatMap((miss) => miss ?? []);

function heldText(held: readonly Card['name'][]): string {
  const names = held.length === 0 ? '' : `: ${held.join(', ')}`;
  return `${held.length} of ${plural(CARDS.length, 'card')} ${held.length === 1 ? 'holds' : 'hold'}${names}.`;
}

async function check(referee: Referee): Promise<Attempt> {
  const choices = await readChoices(referee);
  const deliveries = await loadDeliveries();
  const unplayable = CARDS.flatMap(({ name }) => choiceMisses(name, choices[name], deliveries));
  if (unplayable.length > 0) return { misses: unplayable, facts: [], noiseMs: 0, output: [] };
  const { bench, held } = knownOf.get(referee) ?? { bench: await openBench(referee), held: new Map() };
  knownOf.set(referee, { bench, held });
  const misses: Miss[] = [];
  let noiseMs = 0;
  for (const card of CARDS.filter(({ name }) => !held.has(name))) {
    const chosen = chosenOf(choices[card.name], bench.scale.coreCount, deliveries);
    const result = await play(card, chosen, bench);
    misses.push(...firstOf(result.misses));
    if (result.played !== null) held.set(card.name, result.played);
    else noiseMs = Math.max(noiseMs, result.noiseMs);
  }
  const played = CARDS.flatMap(({ name }) => held.get(name) ?? []);
  const names = played.map(({ name }) => name);
  return { misses, preface: heldText(names), facts: billLines(played), noiseMs, output: [] };
}

export const choosing: Lesson = {
  number: 10,
  name: 'choosing',
  folder: new URL('./', import.meta.url),
  mainFile: 'choices.ts',
  capMs: CAP_MS,
  predictions: [
    {
      question: (workMs) =>
        `A cluster of blocking processes, one for each core. Tasks of ${formatMs(workMs)} come one after the other, and half of the neighbours are answered at once. How long does the one in a hundred wait who waits longest (p99)?`,
      unit: 'ms',
    },
    {
      question: (workMs) =>
        `A thread pool with a thread for each core of this machine: how many tasks of ${formatMs(workMs)} can it do in ${RATE_SECONDS} seconds?`,
      unit: 'count',
    },
    {
      question: () =>
        'The thread pool works on 3 reports. The server is killed with -9 and started again. How many of the 3 are done in the end?',
      unit: 'count',
    },
    {
      question: () => 'And how many of the 3, if it was a job queue that accepted them?',
      unit: 'count',
    },
  ],
  run: demonstrate,
  check,
};
