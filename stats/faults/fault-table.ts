import { type Static, Type } from 'typebox';
import { type DocumentKind, parseDocument, throwViolations } from '../parse-document.ts';
import type { Violation } from '../record-rules.ts';

/**
 * The fault table: what became of servers, neighbours and jobs when something went wrong on purpose. The one file
 * between `npm run faults` and its reports. Times inside a cell are milliseconds since its server was ready.
 */
export const FAULT_FORMAT_VERSION = 1;

/** In the order in which they are shown. */
export const FAULT_NAMES = [
  'worker-killed',
  'server-killed',
  'task-throws',
  'task-never-ends',
  'task-exits',
  'task-eats-memory',
  'client-leaves',
  'queue-gone',
  'flood',
] as const;
export type FaultName = (typeof FAULT_NAMES)[number];

const closed = { additionalProperties: false } as const;
const Count = Type.Integer({ minimum: 0 });
const AtMs = Type.Number({ minimum: 0 });

const PromisesSchema = Type.Object(
  {
    cancels: Type.Enum(['never', 'while-queued', 'between-slices', 'always']),
    timesOut: Type.Enum(['never', 'between-slices', 'always']),
    crashTakes: Type.Enum(['server', 'server-process', 'job']),
    serverDeath: Type.Enum(['forgets', 'tells', 'keeps']),
  },
  closed,
);

/** `victim`: the fault is meant for it. `bystander`: another's job at the same time. `during`: asked while the queue's engine is gone. */
const RoleSchema = Type.Enum(['earlier', 'victim', 'bystander', 'during', 'later']);
export type JobRole = Static<typeof RoleSchema>;

const JobEndSchema = Type.Enum(['done', 'failed', 'refused', 'cancelled', 'left', 'broken', 'lost']);

const FaultJobSchema = Type.Object(
  {
    role: RoleSchema,
    id: Type.Union([Type.String(), Type.Null()], { description: 'What the server called it; null where it did not.' }),
    work: Type.String(),
    askedAtMs: AtMs,
    endedAtMs: Type.Union([AtMs, Type.Null()]),
    end: JobEndSchema,
    code: Type.Union([Type.String(), Type.Null()], { description: 'Why it ended so, as the server told.' }),
    attemptCount: Type.Union([Count, Type.Null()], { description: 'Begins, where the server tells of them.' }),
    isToldToComeAgain: Type.Boolean({ description: 'Refused with 503 and Retry-After.' }),
  },
  closed,
);
/**
 * One job and how it ended, as its client saw it. `left`: the client closed its connection. `broken`: the connection broke
 * before any answer. `lost`: accepted, and then the server knew it no more, said that it was lost, or never said its end.
 */
export type FaultJob = Static<typeof FaultJobSchema>;

const ServerStateSchema = Type.Enum(['same', 'replaced', 'restarted', 'down']);

/** Everything that was seen of one strategy under one fault. */
const ObservationSchema = Type.Object(
  {
    server: Type.Object(
      {
        state: ServerStateSchema,
        replacedCount: Type.Integer({ minimum: 0, description: 'Server processes that died and were replaced.' }),
        leftBehindCount: Type.Integer({
          minimum: 0,
          description: 'Processes of a killed server that were still there seconds later.',
        }),
      },
      closed,
    ),
    neighbours: Type.Object(
      {
        askedCount: Count,
        answeredCount: Count,
        longestSilenceMs: Type.Number({ minimum: 0, description: 'During which no neighbour at all was answered.' }),
        isServedAtEnd: Type.Boolean({ description: 'One that asked when all was over was answered.' }),
        longestWaitMs: Type.Number({ minimum: 0, description: 'Of one neighbour; those still waiting count too.' }),
      },
      closed,
    ),
    jobs: Type.Array(FaultJobSchema),
    stopped: Type.Union([Type.Object({ running: Type.Boolean(), queued: Type.Boolean() }, closed), Type.Null()], {
      description: 'What ended when its client left, seen by when its worker was free again; null for other faults.',
    }),
  },
  closed,
);
/** `same`: the process that was started. `replaced`: so was one of its processes. `restarted`: it died, and was started again from outside. */
export type Observation = Static<typeof ObservationSchema>;

const CellSchema = Type.Object(
  {
    row: Type.String(),
    fault: Type.Enum([...FAULT_NAMES]),
    durationMs: AtMs,
    result: Type.Union([
      Type.Object({ kind: Type.Literal('not-applicable'), reason: Type.String() }, closed),
      Type.Object({ kind: Type.Literal('not-tried'), reason: Type.String() }, closed),
      Type.Object(
        {
          kind: Type.Literal('tried'),
          verdict: Type.Enum(['kept', 'broken']),
          rules: Type.Array(Type.Object({ rule: Type.String(), isKept: Type.Boolean(), seen: Type.String() }, closed), {
            description: 'What the promise means under this fault, and what was seen of it.',
          }),
          observation: ObservationSchema,
          log: Type.Array(Type.Object({ atMs: AtMs, text: Type.String() }, closed)),
        },
        closed,
      ),
    ]),
  },
  closed,
);
export type FaultCell = Static<typeof CellSchema>;
export type TriedResult = Extract<FaultCell['result'], { readonly kind: 'tried' }>;

const FaultTableSchema = Type.Object(
  {
    formatVersion: Type.Literal(FAULT_FORMAT_VERSION),
    holdupVersion: Type.String(),
    startedAt: Type.String(),
    finishedAt: Type.Union([Type.String(), Type.Null()]),
    status: Type.Enum(['partial', 'complete'], { description: 'partial: ended before all cells were tried.' }),
    command: Type.String(),
    machine: Type.Object(
      { cpuModel: Type.String(), coreCount: Count, platform: Type.String(), nodeVersion: Type.String() },
      closed,
    ),
    rows: Type.Array(
      Type.Object(
        {
          name: Type.String(),
          strategyName: Type.String(),
          delivery: Type.Enum(['inline', 'deferred']),
          engine: Type.Union([Type.String(), Type.Null()], { description: 'Of its queue; null where it has none.' }),
          promises: PromisesSchema,
        },
        closed,
      ),
    ),
    leftOut: Type.Array(Type.String(), { description: 'Rows that cannot run here, and what would make them run.' }),
    faults: Type.Array(
      Type.Object({ name: Type.Enum([...FAULT_NAMES]), title: Type.String(), summary: Type.String() }, closed),
    ),
    cells: Type.Array(CellSchema),
  },
  closed,
);
export type FaultTable = Static<typeof FaultTableSchema>;
export type FaultRow = FaultTable['rows'][number];

function* brokenCells({ rows, faults, cells }: FaultTable): Generator<Violation> {
  const rowNames = new Set(rows.map(({ name }) => name));
  const faultNames = new Set(faults.map(({ name }) => name));
  for (const [index, { row, fault }] of cells.entries()) {
    const path = `/cells/${index}`;
    if (!rowNames.has(row)) yield { path: `${path}/row`, rule: 'must be one of the rows', value: row };
    if (!faultNames.has(fault)) yield { path: `${path}/fault`, rule: 'must be one of the faults', value: fault };
  }
}

/**
 * The fault table that the text of a file holds.
 *
 * @param name of the file, for messages
 * @throws {RecordError} as `parseRecord` does
 */
export function parseFaultTable(text: string, name = 'the fault table'): FaultTable {
  const kind: DocumentKind = {
    name,
    command: 'npm run faults',
    formatVersion: FAULT_FORMAT_VERSION,
    schema: FaultTableSchema,
    schemaPath: 'stats/faults/fault-table.ts',
  };
  const table = parseDocument(text, kind) as FaultTable;
  throwViolations([...brokenCells(table)], kind);
  return table;
}
