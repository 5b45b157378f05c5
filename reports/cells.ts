import { type Static, Type } from 'typebox';
import { OUTCOMES, type RunRecord } from '../stats/record.ts';
import type { StreamSummary, Summary, TargetSummary, Waits } from '../stats/summary.ts';

/** The one object that `--json` prints; published as json.schema.json. Fields may be added, none renamed. */
const closed = { additionalProperties: false } as const;
const WaitMs = Type.Union([Type.Number({ minimum: 0 }), Type.Null()]);
const Count = Type.Integer({ minimum: 0 });

const LEVELS = ['p50', 'p90', 'p99', 'max'] as const;

const CellSchema = Type.Object(
  {
    target: Type.String({ description: 'Name of the strategy or of the server at a URL.' }),
    stream: Type.String({
      description: 'heavy, neighbour-warm or neighbour-cold in the scenarios that come with holdup.',
    }),
    waitMs: Type.Object(
      { p50: WaitMs, p90: WaitMs, p99: WaitMs, max: WaitMs },
      {
        ...closed,
        description:
          'From when a request was due to its answer, of all valid rounds together, in the load phase. null where fewer than 10 requests lie beyond the percentile.',
      },
    ),
    atLeast: Type.Array(Type.Enum([...LEVELS]), {
      description: 'Waits that fall among requests that never got an answer: the truth is that number or more.',
    }),
    sampleCount: Type.Integer({ minimum: 0, description: 'n: the requests that the waits are of.' }),
    donePerSecond: Type.Union([Type.Number({ minimum: 0 }), Type.Null()], {
      description: 'Answered right per second of the load phase; null when no trial was valid.',
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
    validTrialCount: Count,
    voidTrialCount: Count,
    verdict: Type.Enum(['valid', 'contended', 'void'], {
      description:
        'contended: fewer than 4 cores, which servers and senders had to share. void: no trial of the target was valid, every wait is null.',
    }),
  },
  closed,
);

export const JsonReportSchema = Type.Object(
  {
    record: Type.String({ description: 'Path of the record, which holds every sample.' }),
    verdict: Type.String({ description: 'Who kept the neighbours waiting, and by how much.' }),
    cells: Type.Array(CellSchema, { description: 'One for each target and stream.' }),
  },
  { ...closed, $id: 'holdup-json-1', title: 'What holdup prints with --json' },
);
export type JsonReport = Static<typeof JsonReportSchema>;
type Cell = JsonReport['cells'][number];

/** Below this many cores the server and its senders take time from each other. */
const MIN_FREE_CORES = 4;

const NO_WAITS: Waits = { p50: null, p90: null, p99: null, max: null };

function cellVerdict({ machine }: RunRecord, { validTrialCount }: TargetSummary): Cell['verdict'] {
  if (validTrialCount === 0) return 'void';
  return machine.availableCoreCount < MIN_FREE_CORES ? 'contended' : 'valid';
}

function cellOf(record: RunRecord, target: TargetSummary, streamName: string): Cell {
  const stream: StreamSummary | undefined = target.streams.find((candidate) => candidate.streamName === streamName);
  const { p50, p90, p99, max } = stream?.waitMs ?? NO_WAITS;
  const waits = { p50, p90, p99, max };
  return {
    target: target.targetName,
    stream: streamName,
    waitMs: {
      p50: p50?.valueMs ?? null,
      p90: p90?.valueMs ?? null,
      p99: p99?.valueMs ?? null,
      max: max?.valueMs ?? null,
    },
    atLeast: LEVELS.filter((level) => waits[level]?.isAtLeast === true),
    sampleCount: stream?.sampleCount ?? 0,
    donePerSecond: stream?.donePerSecond.value ?? null,
    outcomes: stream?.outcomes ?? { ok: 0, refused: 0, failed: 0, wrong: 0, 'timed-out': 0, unfinished: 0, broken: 0 },
    validTrialCount: target.validTrialCount,
    voidTrialCount: target.voidTrials.length,
    verdict: cellVerdict(record, target),
  };
}

export const jsonReport = (record: RunRecord, summary: Summary, recordPath: string): JsonReport => ({
  record: recordPath,
  verdict: summary.verdict,
  cells: summary.targets.flatMap((target) => record.scenario.streams.map(({ name }) => cellOf(record, target, name))),
});
