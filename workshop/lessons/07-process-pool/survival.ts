import { setTimeout as delay } from 'node:timers/promises';
import { median } from '../../../stats/percentile.ts';
import { formatBytes, formatMs } from '../../../stats/units.ts';
import type { Demonstration } from '../../lesson.ts';
import type { Learner } from '../../referee/learner-process.ts';
import type { WorkJob } from '../../referee/oracle-protocol.ts';
import { heartbeatText } from '../../referee/picture.ts';
import type { Referee } from '../../referee/referee.ts';
import { prepareDisguised } from './disguised-tasks.ts';

/** The last one may take the server with it. */
const SURPRISES = { throws: 'throw', exits: 'exit', loops: 'endless', takes: 'memory' } as const;
type Name = keyof typeof SURPRISES;
const NAMES = Object.keys(SURPRISES) as Name[];
export const BAD_TASK_COUNT = NAMES.length;
const LABELS: Readonly<Record<Name, string>> = {
  throws: 'throws an error',
  exits: 'calls process.exit()',
  loops: 'never ends',
  takes: 'takes all memory',
};

const SOLUTION = new URL('./solution/server.ts', import.meta.url);
const THREADS = new URL('./demo/threads.ts', import.meta.url);
const COSTS = new URL('./demo/costs.ts', import.meta.url);

/** Of a job, and at least so long. */
const LIMIT = { jobs: 4, leastMs: 600 } as const;
/** A process that is ended by a signal is known to be gone a little later. */
const LAST_BREATH_MS = 200;
/** One more process starts after each task that took one with it. */
const BETWEEN_MS = 300;
const MEBIBYTE = 2 ** 20;
const COLUMNS = { task: 24, pool: 18 } as const;

/** Whether the server still answers after this task, however it answered the task itself. */
async function survives(referee: Referee, server: Learner, { nonce, iterations }: WorkJob): Promise<boolean> {
  try {
    await referee.ask(server, { path: '/work', body: { nonce, iterations } });
    await delay(LAST_BREATH_MS, undefined, { signal: referee.signal });
    return (await referee.ask(server, { path: '/health' })).status === 200;
  } catch (thrown) {
    referee.signal.throwIfAborted();
    if (!server.lost.aborted) throw thrown;
    return false;
  }
}

async function survivedOf(
  referee: Referee,
  server: Learner,
  tasks: Readonly<Record<Name, WorkJob>>,
  names: readonly Name[],
): Promise<ReadonlySet<Name>> {
  const survived = new Set<Name>();
  for (const name of names) {
    if (server.lost.aborted) break;
    if (await survives(referee, server, tasks[name])) survived.add(name);
    await delay(BETWEEN_MS, undefined, { signal: referee.signal });
  }
  return survived;
}

/** What the start of a thread or a process costs: medians. */
interface Cost {
  readonly startMs: number;
  readonly heldBytes: number;
}

async function costOf(referee: Referee, server: Learner, path: string): Promise<Cost> {
  const all = (await referee.ask(server, { path })).body as readonly Cost[];
  return {
    startMs: median(all.map(({ startMs }) => startMs)),
    heldBytes: median(all.map(({ heldBytes }) => heldBytes)),
  };
}

const row = (task: string, ...pools: readonly string[]): string =>
  [task.padEnd(COLUMNS.task), ...pools.map((pool) => pool.padEnd(COLUMNS.pool))].join('').trimEnd();

function tableOf(ofThreads: ReadonlySet<Name>, ofProcesses: ReadonlySet<Name>): string[] {
  const said = (hasSurvived: boolean): string => (hasSurvived ? 'server lives' : 'SERVER GONE');
  return [
    row('a task that', 'pool of threads', 'pool of processes'),
    ...NAMES.map((name) => row(LABELS[name], said(ofThreads.has(name)), said(ofProcesses.has(name)))),
  ];
}

/** The same bad tasks for threads and for processes, and what the start of each costs. */
export async function run(referee: Referee): Promise<Demonstration> {
  const forThreads = await prepareDisguised(referee, SURPRISES);
  const forProcesses = await prepareDisguised(referee, SURPRISES);
  const { jobMs } = forThreads;
  const limitMs = Math.round(Math.max(LIMIT.jobs * jobMs, LIMIT.leastMs));
  let ofThreads: ReadonlySet<Name>;
  {
    await using server = await referee.start(THREADS, [String(limitMs)]);
    ofThreads = await survivedOf(referee, server, forThreads.tasks, NAMES);
  }
  let ofProcesses: ReadonlySet<Name> = new Set();
  await using server = await referee.start(SOLUTION, [String(limitMs)]);
  const { probes } = await referee.measure(server, {
    askings: [],
    durationMs: limitMs + BAD_TASK_COUNT * (jobMs + LAST_BREATH_MS + BETWEEN_MS),
    meanwhile: async () => {
      ofProcesses = await survivedOf(referee, server, forProcesses.tasks, NAMES);
    },
  });
  await using newcomers = await referee.start(COSTS);
  const processCost = await costOf(referee, newcomers, '/processes');
  const threadCost = await costOf(referee, newcomers, '/threads');
  return {
    lines: [
      ...tableOf(ofThreads, ofProcesses),
      '',
      'What a neighbour of the processes saw meanwhile:',
      heartbeatText(probes),
      '',
      `To its first message a process took ${formatMs(processCost.startMs)}, a thread ${formatMs(threadCost.startMs)}.`,
      `A process holds ${formatBytes(processCost.heldBytes)}, some of it shared with others of its kind; a thread made its process ${formatBytes(threadCost.heldBytes)} bigger.`,
    ],
    truths: [ofThreads.size, ofProcesses.size, processCost.startMs, processCost.heldBytes / MEBIBYTE],
  };
}
