import { readFile } from 'node:fs/promises';
import { plainText } from '../../../reports/plain-text.ts';
import { formatMs } from '../../../stats/units.ts';
import type { Demonstration, Lesson } from '../../lesson.ts';
import { type Measured, during } from '../../referee/measure.ts';
import type { Prepared } from '../../referee/oracle-protocol.ts';
import { heartbeatText, worstMs } from '../../referee/picture.ts';
import type { Referee } from '../../referee/referee.ts';
import type { Attempt, Miss } from '../../referee/verdict.ts';
import { waitMisses, workMisses } from '../../referee/work-misses.ts';

const HANDLERS = ['sync', 'async', 'new-promise', 'promise-all', 'await-parts', 'pbkdf2'] as const;
type Handler = (typeof HANDLERS)[number];
const LABELS = ['keeps', 'stops'] as const;
type Label = (typeof LABELS)[number];

/** Each handler does this share of a job, so that all six are through before one is bored. */
const JOB_SHARE = 0.6;
/** From one handler's job to the next one's, of W. */
const APART_SHARE = 1;
const WAIT_MS = 50;
/** The first one also compiles the code. */
const JOB_COUNT = 2;

/** What neighbours of each handler saw. */
async function watchHandlers(referee: Referee, { jobs, workMs }: Prepared): Promise<ReadonlyMap<Handler, Measured>> {
  const [job] = jobs;
  if (job === undefined) throw new RangeError('A job is needed to measure handlers');
  await using server = await referee.start(new URL('./demo/six-handlers.ts', import.meta.url));
  const apartMs = APART_SHARE * workMs;
  const shorter = { ...job, iterations: Math.ceil(job.iterations * JOB_SHARE) };
  const askings = HANDLERS.map((name, index) => ({
    job: shorter,
    path: `/${name}`,
    atMs: index * apartMs,
    expected: undefined,
  }));
  const measured = await referee.measure(server, { askings, durationMs: HANDLERS.length * apartMs });
  return new Map(HANDLERS.map((name, index) => [name, during(measured, index * apartMs, (index + 1) * apartMs)]));
}

/** Half the work's time: far from both what a stall is and what noise is. */
const labelOf = ({ probes }: Measured, workMs: number): Label =>
  worstMs(probes) > (JOB_SHARE * workMs) / 2 ? 'stops' : 'keeps';

async function run(referee: Referee): Promise<Demonstration> {
  const prepared = await referee.prepare(1);
  const watched = await watchHandlers(referee, prepared);
  const keepCount = [...watched.values()].filter((one) => labelOf(one, prepared.workMs) === 'keeps').length;
  const async = watched.get('async')?.probes ?? [];
  return {
    lines: [
      'The handler with the `async` keyword:',
      heartbeatText(async),
      `Of the six handlers, ${keepCount} kept the heartbeat. Which? Label them in labels.json: "keeps" or "stops".`,
    ],
    truths: [worstMs(async), keepCount],
  };
}

type Labels =
  | { readonly kind: 'labels'; readonly labels: Readonly<Record<string, unknown>> }
  | { readonly kind: 'unreadable'; readonly miss: Miss };

/** The labels as they stand in the learner's file, whatever they are. */
async function readLabels(file: URL): Promise<Labels> {
  const wrong = (fact: string): Labels => ({
    kind: 'unreadable',
    miss: { fact, question: 'Is each of the six names there, with "keeps" or "stops" behind it?', isClear: true },
  });
  try {
    const labels: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (typeof labels !== 'object' || labels === null) return wrong('labels.json is no object.');
    return { kind: 'labels', labels: labels as Readonly<Record<string, unknown>> };
  } catch (thrown) {
    return wrong(`labels.json cannot be read: ${plainText((thrown as Error).message)}`);
  }
}

/** How many are wrong, and not which: that is for the learner to find out. */
function labelMisses(
  labels: Readonly<Record<string, unknown>>,
  watched: ReadonlyMap<Handler, Measured>,
  workMs: number,
): Miss[] {
  const open = HANDLERS.filter((name) => !LABELS.some((label) => labels[name] === label));
  if (open.length > 0)
    return [
      {
        fact: `labels.json has no label yet for ${open.join(', ')}.`,
        question: 'While this handler works, who would run the code that answers GET /health?',
        isClear: true,
      },
    ];
  const wrong = [...watched].filter(([name, one]) => labels[name] !== labelOf(one, workMs));
  if (wrong.length === 0) return [];
  return [
    {
      fact: `${wrong.length} of ${HANDLERS.length} labels do not fit what was measured.`,
      question: 'Which handlers hand the work to another thread, and which only promise it?',
      isClear: wrong.length > 1,
    },
  ];
}

async function check(referee: Referee): Promise<Attempt> {
  const prepared = await referee.prepare(JOB_COUNT);
  const { jobs, workMs } = prepared;
  const labels = await readLabels(referee.file('labels.json'));
  const watched = await watchHandlers(referee, prepared);
  await using server = await referee.start(referee.file('server.ts'));
  const apartMs = 1.5 * workMs;
  const askings = jobs.map((job, index) => ({ job, atMs: index * apartMs }));
  const measured = await referee.measure(server, { askings, durationMs: JOB_COUNT * apartMs });
  const ofLabels = labels.kind === 'unreadable' ? [labels.miss] : labelMisses(labels.labels, watched, workMs);
  const ofWaits = waitMisses(measured, {
    usualMs: WAIT_MS,
    who: 'one job at a time',
    question: 'Which line lets the event loop go round, so that it sees new requests?',
    conditions: { workMs, noiseMs: measured.noiseMs },
  });
  return {
    misses: [...ofLabels, ...workMisses(measured, workMs, jobs.length), ...ofWaits],
    facts: [
      ...[...watched].map(([name, { probes }]) => heartbeatText(probes, `${name} `.padStart(12))),
      `All six labels fit. With your server, neighbours waited ${formatMs(worstMs(measured.probes, 0))} at worst.`,
    ],
    noiseMs: measured.noiseMs,
    output: server.output(),
  };
}

export const asyncIsNoThread: Lesson = {
  number: 2,
  name: 'async-is-no-thread',
  folder: new URL('./', import.meta.url),
  mainFile: 'server.ts',
  predictions: [
    {
      question: (workMs) =>
        `An \`async\` handler awaits an \`async\` function with ${formatMs(JOB_SHARE * workMs)} of work. How long does the slowest GET /health beside it take?`,
      unit: 'ms',
    },
    {
      question: () =>
        'Six handlers: sync, async, new Promise, Promise.all of four parts, parts with `await Promise.resolve()` between them, and the async pbkdf2 of node:crypto. How many keep the heartbeat?',
      unit: 'count',
    },
  ],
  run,
  check,
};
