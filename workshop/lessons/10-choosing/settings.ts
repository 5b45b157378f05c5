import { loadCatalogue } from '../../../bench/catalogue.ts';
import { plainText } from '../../../reports/plain-text.ts';
import type { CardName } from '../../kit/choice.ts';
import type { Miss } from '../../referee/verdict.ts';

/** A choice as a server is started with it. */
export interface Settings {
  readonly strategyName: string;
  readonly delivery: 'inline' | 'deferred';
  readonly workerCount: number;
  readonly queueLimitCount: number;
  readonly taskTimeoutMs: number;
}

/** A learner's choice for a card, with the numbers that were expected. */
export interface Chosen {
  readonly settings: Settings;
  readonly expect: { readonly neighbourMsP99: number; readonly tasksPerSecond: number };
}

/** Each strategy that there is, and whether its outputs come later. */
export type Deliveries = ReadonlyMap<string, Settings['delivery']>;

export async function loadDeliveries(): Promise<Deliveries> {
  const { strategies } = await loadCatalogue();
  return new Map(strategies.map(({ name, delivery }) => [name, delivery]));
}

const MOST_SHOWN = 40;

/** Whatever it is, in a few characters that drive no terminal. */
function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  const text = plainText(typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? typeof value));
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}...` : text;
}

const isWhole = (value: unknown, min: number, max: number): boolean =>
  Number.isInteger(value) && (value as number) >= min && (value as number) <= max;

const isExpected = (value: unknown): boolean => typeof value === 'number' && value > 0 && value < 1e6;

interface Rule {
  readonly key: string;
  readonly must: string;
  readonly question: string;
  readonly isKept: (value: unknown, deliveries: Deliveries) => boolean;
}

const CHOICE_RULES: readonly Rule[] = [
  {
    key: 'strategy',
    must: 'must be the name of a strategy',
    question: 'Which names does npm run list show?',
    isKept: (value, deliveries) => typeof value === 'string' && deliveries.has(value),
  },
  {
    key: 'workers',
    must: "must be a whole number from 1 to 16, or 'cores'",
    question: 'What can one more worker do, once each core has one?',
    isKept: (value) => value === 'cores' || isWhole(value, 1, 16),
  },
  {
    key: 'queueLimit',
    must: 'must be a whole number from 0 to 1,000',
    question: 'How long would the last one in that queue wait?',
    isKept: (value) => isWhole(value, 0, 1_000),
  },
  {
    key: 'timeoutMs',
    must: 'must be a whole number from 100 to 30,000',
    question: 'How long does an honest task take, and how long may a stranger’s?',
    isKept: (value) => isWhole(value, 100, 30_000),
  },
];

const EXPECT_RULES: readonly Rule[] = ['neighbourMsP99', 'tasksPerSecond'].map((key) => ({
  key,
  must: 'must be a number above 0',
  question: 'What do you expect? A guess is enough: it decides nothing.',
  isKept: isExpected,
}));

type Fields = Readonly<Record<string, unknown>>;

const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {});

function brokenRules(rules: readonly Rule[], fields: Fields, place: string, deliveries: Deliveries): Miss[] {
  return rules
    .filter(({ key, isKept }) => !isKept(fields[key], deliveries))
    .map(({ key, must, question }) => ({
      fact: `${place}${key} ${must}: it is ${shown(fields[key])}.`,
      question,
      isClear: true,
    }));
}

/** What keeps a choice from being tried; none when it can be. */
export function choiceMisses(name: CardName, choice: unknown, deliveries: Deliveries): Miss[] {
  if (typeof choice !== 'object' || choice === null)
    return [
      { fact: `The card ${name} has no choice yet.`, question: 'Which of the five is not there?', isClear: true },
    ];
  const fields = fieldsOf(choice);
  return [
    ...brokenRules(CHOICE_RULES, fields, `${name}: `, deliveries),
    ...brokenRules(EXPECT_RULES, fieldsOf(fields['expect']), `${name}: expect.`, deliveries),
  ];
}

/** @param choice without misses */
export function chosenOf(choice: unknown, coreCount: number, deliveries: Deliveries): Chosen {
  const { strategy, workers, queueLimit, timeoutMs, expect } = fieldsOf(choice);
  const strategyName = String(strategy);
  return {
    settings: {
      strategyName,
      delivery: deliveries.get(strategyName) ?? 'inline',
      workerCount: workers === 'cores' ? coreCount : Number(workers),
      queueLimitCount: Number(queueLimit),
      taskTimeoutMs: Number(timeoutMs),
    },
    expect: expect as Chosen['expect'],
  };
}
