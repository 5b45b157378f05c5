import { median } from '../../../stats/percentile.ts';
import { formatMs, formatRate } from '../../../stats/units.ts';
import { HarnessError } from '../../../servers/errors.ts';
import type { Demonstration } from '../../lesson.ts';
import { heartbeatText } from '../../referee/picture.ts';
import type { Referee } from '../../referee/referee.ts';
import { CARDS, type Card } from './card.ts';
import { type Settings, loadDeliveries } from './settings.ts';
import { survivors } from './survival.ts';
import { openBench } from './scale.ts';
import { type Seen, p99Ms } from './seen.ts';
import { type Bench, tryCard } from './trial.ts';

const SHOWN = ['cluster', 'thread-pool', 'job-queue'] as const;
const REPORT_COUNT = 3;
/** A user comes before the last one is quite gone: one worker of several is busy most of the time, and never two for long. */
const BUSY_SHARE = 0.8;
/** Of the second question. */
export const RATE_SECONDS = 10;

const cardNamed = (name: Card['name']): Card => {
  const card = CARDS.find((one) => one.name === name);
  if (card === undefined) throw new RangeError(`There is a card ${name}`);
  return card;
};

/** The same limits for all of them. */
async function settingsOf(strategyName: string, { scale }: Bench): Promise<Settings> {
  const delivery = (await loadDeliveries()).get(strategyName) ?? 'inline';
  return { strategyName, delivery, workerCount: scale.coreCount, queueLimitCount: 100, taskTimeoutMs: 30_000 };
}

async function seenOf(strategyName: string, card: Card, bench: Bench): Promise<Seen> {
  const seen = await tryCard(card, await settingsOf(strategyName, bench), bench);
  if ('problem' in seen) throw new HarnessError('ERR_SERVER_START', seen.problem);
  return seen;
}

const doneAfterKill = async (strategyName: string, bench: Bench): Promise<number> =>
  (await survivors(cardNamed('long-report'), REPORT_COUNT, await settingsOf(strategyName, bench), bench)).doneCount;

const p50Ms = (waitsMs: readonly number[]): number => (waitsMs.length === 0 ? 0 : median(waitsMs));

/** Each within 80 columns. */
function rowOf(strategy: string, { probes, tasks, highestRate, memoryMb }: Seen): string {
  const cells = [
    formatMs(p50Ms(tasks.map(({ tookMs }) => tookMs))),
    formatMs(p50Ms(probes.map(({ waitMs }) => waitMs))),
    formatMs(p99Ms(probes)),
    formatRate(highestRate),
    `${Math.round(memoryMb)} MB`,
  ];
  return `${strategy.padEnd(12)}${cells.map((cell) => cell.padStart(13)).join('')}`;
}

const HEADS = ['task p50', 'others p50', 'others p99', 'most tasks', 'memory'];

/** One strategy that wins one card and loses another, and a p50 that says nothing. */
export async function demonstrate(referee: Referee): Promise<Demonstration> {
  const bench = await openBench(referee);
  const { workMs } = bench.scale;
  const card: Card = { ...cardNamed('waiting-user'), isGrouped: false, everyMs: workMs / BUSY_SHARE };
  const [cluster, pool, queue] = [
    await seenOf('cluster', card, bench),
    await seenOf('thread-pool', card, bench),
    await seenOf('job-queue', card, bench),
  ];
  const poolDoneCount = await doneAfterKill('thread-pool', bench);
  const queueDoneCount = await doneAfterKill('job-queue', bench);
  return {
    lines: [
      `Tasks of ${formatMs(workMs)}, one after the other; "others" are neighbours who ask GET /health:`,
      `${''.padEnd(12)}${HEADS.map((head) => head.padStart(13)).join('')}`,
      ...[cluster, pool, queue].map((seen, index) => rowOf(SHOWN[index] ?? '', seen)),
      'Neighbours of the cluster, and of the thread pool:',
      heartbeatText(cluster.probes),
      heartbeatText(pool.probes),
      `${REPORT_COUNT} reports, a kill -9 and a restart: the thread pool did ${poolDoneCount} of them in the end, the job queue ${queueDoneCount}.`,
    ],
    truths: [p99Ms(cluster.probes), pool.highestRate * RATE_SECONDS, poolDoneCount, queueDoneCount],
  };
}
