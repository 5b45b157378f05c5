import { type Static, Type } from 'typebox';
import { isContended } from '../stats/contended.ts';
import { OUTCOMES, type RunRecord } from '../stats/record.ts';
import type { LevelSummary, StreamSummary, Summary, TargetSummary, Waits } from '../stats/summary.ts';

/** The one object that `--json` prints; published as json.schema.json. Fields may be added, none renamed. */
const closed = { additionalProperties: false } as const;
const WaitMs = Type.Union([Type.Number({ minimum: 0 }), Type.Null()]);
const Count = Type.Integer({ minimum: 0 });

const WAIT_NAMES = ['p50', 'p90', 'p99', 'max'] as const;

const JobsSchema = Type.Object(
  {
    acceptedMsP50: WaitMs,
    startedMsP50: WaitMs,
    doneMsP50: WaitMs,
    submittedCount: Count,
    finishedCount: Count,
    backlogCount: Count,
    lostCount: Count,
    unknownCount: Type.Integer({ minimum: 0, description: 'Accepted, and never heard of again: 0 where all is well.' }),
  },
  {
    ...closed,
    description:
      'From when a request was due to its 202, to the begin and the end of its work; then where the accepted jobs stood when the load ended: submitted = finished + backlog + lost + unknown.',
  },
);

const AftermathSchema = Type.Object(
  {
    wellAgainMs: WaitMs,
    idleAgainMs: WaitMs,
    atLeast: Type.Array(Type.Enum(['wellAgainMs', 'idleAgainMs']), {
      description: 'Those whose end was not seen in half of the rounds: the truth is that number or more.',
    }),
  },
  {
    ...closed,
    description:
      'Of the target, medians of the rounds: from a burst of heavy requests until the neighbours were well again, and from when the last heavy client was gone until the server did no more.',
  },
);

const CellSchema = Type.Object(
  {
    target: Type.String({ description: 'Name of the strategy or of the server at a URL.' }),
    stream: Type.String({
      description: 'heavy, neighbour-warm or neighbour-cold in the scenarios that come with holdup.',
    }),
    level: Type.String({ description: 'Name of the heavy load; empty where the scenario has one only.' }),
    waitMs: Type.Object(
      { p50: WaitMs, p90: WaitMs, p99: WaitMs, max: WaitMs },
      {
        ...closed,
        description:
          'From when a request was due to its answer, of all valid rounds together, in the load phase. null where fewer than 10 requests lie beyond the percentile, and where the backlog grew.',
      },
    ),
    atLeast: Type.Array(Type.Enum([...WAIT_NAMES]), {
      description: 'Waits that fall among requests that never got an answer: the truth is that number or more.',
    }),
    sampleCount: Type.Integer({ minimum: 0, description: 'n: the requests that the waits are of.' }),
    donePerSecond: Type.Union([Type.Number({ minimum: 0 }), Type.Null()], {
      description: 'Answered right per second of the load phase; null when no trial was valid.',
    }),
    backlogPerSecond: Type.Union([Type.Number(), Type.Null()], {
      description:
        'How fast requests under way became more; null for closed loops. Growth that counts makes the cell unstable.',
    }),
    outcomes: Type.Object(
      Object.fromEntries(OUTCOMES.map((outcome) => [outcome, Count])) as Record<
        (typeof OUTCOMES)[number],
        typeof Count
      >,
      {
        ...closed,
        description: 'How the requests of the load phase of the valid trials ended.',
      },
    ),
    jobs: Type.Union([JobsSchema, Type.Null()], {
      description: 'Of a target that answers 202 and does the work later; null of others.',
    }),
    aftermath: Type.Union([AftermathSchema, Type.Null()], {
      description: 'Where heavy work comes in a burst; null where it goes on for as long as the load does.',
    }),
    validTrialCount: Count,
    voidTrialCount: Count,
    invalidTrialCount: Type.Integer({ minimum: 0, description: 'Trials that failed a gate and are left out.' }),
    verdict: Type.Enum(['valid', 'contended', 'unstable', 'invalid', 'void'], {
      description:
        'contended: servers and senders had to share cores. unstable: arrivals outran completions. invalid: more than a third of the trials failed a gate. void: no trial was valid. Every wait of the last three is null.',
    }),
  },
  closed,
);

export const JsonReportSchema = Type.Object(
  {
    record: Type.String({ description: 'Path of the record, which holds every sample.' }),
    verdict: Type.String({ description: 'Who kept the neighbours waiting, and by how much.' }),
    trust: Type.Enum(['trusted', 'not-trusted', 'unknown'], {
      description:
        'Whether the instrument found the answers that are known, before the run; unknown: it was not asked.',
    }),
    cells: Type.Array(CellSchema, { description: 'One for each level, target and stream.' }),
  },
  { ...closed, $id: 'holdup-json-1', title: 'What holdup prints with --json' },
);
export type JsonReport = Static<typeof JsonReportSchema>;
type Cell = JsonReport['cells'][number];

const NO_WAITS: Waits = { p50: null, p90: null, p99: null, max: null };

function cellVerdict(record: RunRecord, { status }: TargetSummary, stream: StreamSummary | undefined): Cell['verdict'] {
  if (status !== 'measured') return status;
  if (stream?.backlog?.isGrowing === true) return 'unstable';
  return isContended(record) ? 'contended' : 'valid';
}

function jobsCell(jobs: StreamSummary['jobs']): Cell['jobs'] {
  if (jobs === null) return null;
  const { submittedCount, finishedCount, backlogCount, lostCount, unknownCount } = jobs.accounts;
  return {
    acceptedMsP50: jobs.acceptedMs.p50?.valueMs ?? null,
    startedMsP50: jobs.startedMs.p50?.valueMs ?? null,
    doneMsP50: jobs.doneMs.p50?.valueMs ?? null,
    submittedCount,
    finishedCount,
    backlogCount,
    lostCount,
    unknownCount,
  };
}

function aftermathCell({ aftermath }: TargetSummary): Cell['aftermath'] {
  if (aftermath === null) return null;
  const { wellAgain, idleAgain } = aftermath;
  return {
    wellAgainMs: wellAgain?.median.valueMs ?? null,
    idleAgainMs: idleAgain?.median.valueMs ?? null,
    atLeast: [
      ...(wellAgain?.median.isAtLeast === true ? (['wellAgainMs'] as const) : []),
      ...(idleAgain?.median.isAtLeast === true ? (['idleAgainMs'] as const) : []),
    ],
  };
}

function cellOf({ name, record }: LevelSummary, target: TargetSummary, streamName: string): Cell {
  const stream: StreamSummary | undefined = target.streams.find((candidate) => candidate.streamName === streamName);
  const { p50, p90, p99, max } = stream?.waitMs ?? NO_WAITS;
  const waits = { p50, p90, p99, max };
  return {
    target: target.targetName,
    stream: streamName,
    level: name,
    waitMs: {
      p50: p50?.valueMs ?? null,
      p90: p90?.valueMs ?? null,
      p99: p99?.valueMs ?? null,
      max: max?.valueMs ?? null,
    },
    atLeast: WAIT_NAMES.filter((waitName) => waits[waitName]?.isAtLeast === true),
    sampleCount: stream?.sampleCount ?? 0,
    donePerSecond: stream?.donePerSecond.value ?? null,
    backlogPerSecond: stream?.backlog?.perSecond.value ?? null,
    outcomes: stream?.outcomes ?? {
      ok: 0,
      refused: 0,
      failed: 0,
      wrong: 0,
      'timed-out': 0,
      left: 0,
      unfinished: 0,
      broken: 0,
      lost: 0,
    },
    jobs: jobsCell(stream?.jobs ?? null),
    aftermath: aftermathCell(target),
    validTrialCount: target.validTrialCount,
    voidTrialCount: target.voidTrials.length,
    invalidTrialCount: target.invalidTrials.length,
    verdict: cellVerdict(record, target, stream),
  };
}

export const jsonReport = (summary: Summary, recordPath: string): JsonReport => ({
  record: recordPath,
  verdict: summary.verdict,
  trust: summary.trust.state,
  cells: summary.levels.flatMap((level) =>
    level.targets.flatMap((target) => level.record.scenario.streams.map(({ name }) => cellOf(level, target, name))),
  ),
});
