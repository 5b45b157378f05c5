import { type Static, Type } from 'typebox';

/**
 * The record: the one file between measuring and reporting. Everything a report shows is computed from it again, so a
 * record can be rendered years later, or by somebody else's tools. Times inside a trial are milliseconds since the
 * trial's start, the moment when the quiet phase begins.
 */
export const RECORD_FORMAT_VERSION = 1;

const closed = { additionalProperties: false } as const;
const Count = Type.Integer({ minimum: 0 });
const Duration = Type.Number({ minimum: 0 });
const NullableNumber = Type.Union([Type.Number(), Type.Null()]);
const NullableString = Type.Union([Type.String(), Type.Null()]);

export const OUTCOMES = [
  'ok',
  'refused',
  'failed',
  'wrong',
  'timed-out',
  'left',
  'unfinished',
  'broken',
  'lost',
] as const;

/**
 * How a request ended. `refused` is a 503, `failed` any other unexpected status or a job that failed or was cancelled,
 * `wrong` an answer that is not the task's, `lost` a job that was accepted and that the server then knew no more, or said
 * was lost; `timed-out`, `left` (its client went when its patience was over), `unfinished` (the trial ended first) and
 * `broken` (the connection was lost) never got an answer.
 */
export const OutcomeSchema = Type.Enum([...OUTCOMES]);
export type Outcome = Static<typeof OutcomeSchema>;

/** Outcomes without an answer: their latency is only known to be at least what stands in the record. */
export const CENSORED_OUTCOMES: ReadonlySet<Outcome> = new Set<Outcome>(['timed-out', 'left', 'unfinished', 'broken']);

/**
 * What the server last said of a job: while its client waited for it, or when it was asked once more at the end. `lost`:
 * it knew the job no more (404), or said that it was lost; `unknown`: it never said anything.
 */
export const JobStateSchema = Type.Enum(['queued', 'running', 'done', 'failed', 'cancelled', 'lost', 'unknown']);
export type JobState = Static<typeof JobStateSchema>;

/** Parallel columns, one entry per request that was due. */
export const StreamSamplesSchema = Type.Object(
  {
    streamName: Type.String(),
    dueAtMs: Type.Array(Type.Number(), {
      description: 'When the request should have been sent. Closed loop: when it was sent.',
    }),
    sentAtMs: Type.Array(Type.Number(), { description: 'When it really was sent.' }),
    latencyMs: Type.Array(Duration, {
      description:
        'From due to the whole answer, of a job: to the poll that brought its output; for requests that timed out, left, were unfinished or broke from due to the end of waiting: a lower bound.',
    }),
    outcomes: Type.Array(OutcomeSchema),
    connectedAtMs: Type.Optional(
      Type.Array(NullableNumber, {
        description: 'When its connection was there: sentAtMs where one was open already; null where none ever was.',
      }),
    ),
    arrivedAtMs: Type.Optional(
      Type.Array(NullableNumber, {
        description: 'Server stamp: when its handler began; of a job: when it was accepted. null without a stamp.',
      }),
    ),
    startedAtMs: Type.Optional(
      Type.Array(NullableNumber, { description: 'Server stamp: when the work began, wherever it ran.' }),
    ),
    finishedAtMs: Type.Optional(Type.Array(NullableNumber, { description: 'Server stamp: when the work was done.' })),
    databaseMs: Type.Optional(
      Type.Array(Type.Union([Duration, Type.Null()]), {
        description: 'Server stamp: what its database took to read the input and to write the output.',
      }),
    ),
    acceptedAtMs: Type.Optional(
      Type.Array(NullableNumber, {
        description: 'When its 202 was in hand, which is no output yet; null for requests that became no job.',
      }),
    ),
    jobStates: Type.Optional(
      Type.Array(Type.Union([JobStateSchema, Type.Null()]), {
        description:
          'What the server last said of the job: while its client waited, or asked once more at the end; null for requests that became no job.',
      }),
    ),
    plannedCount: Type.Optional(
      Type.Integer({ minimum: 0, description: 'Open loop: requests in the schedule. Each must stand in the columns.' }),
    ),
    openedBeforeCount: Type.Integer({ minimum: 0, description: 'Connections opened before the trial started.' }),
    openedDuringCount: Type.Integer({ minimum: 0, description: 'Connections opened while it ran.' }),
  },
  closed,
);
export type StreamSamples = Static<typeof StreamSamplesSchema>;

/** One process or thread, sampled at a fixed period; a stalled loop samples late. Parallel columns. */
export const TelemetrySchema = Type.Object(
  {
    role: Type.Enum(['server', 'server-worker', 'server-thread', 'heavy-sender', 'neighbour-sender']),
    processId: Count,
    threadId: Type.Integer({ minimum: 0, description: '0 is the main thread.' }),
    atMs: Type.Array(Type.Number()),
    cpuMs: Type.Array(Duration, {
      description: 'User and system time since it started; of a process: all its threads.',
    }),
    loopBusyMs: Type.Array(Duration, { description: 'Time its event loop was not idle, since it started.' }),
    loopIdleMs: Type.Array(Duration, { description: 'Time its event loop waited for events, since it started.' }),
    loopDelayMsMax: Type.Array(Duration, {
      description: 'Worst loop delay since the previous sample, beyond the sampling resolution.',
    }),
    loopDelayMsP99: Type.Array(Duration, {
      description: '99th percentile of the same, as the process itself would report it.',
    }),
    loopDelayCountSoFar: Type.Optional(
      Type.Array(Count, {
        description:
          'Loop delays that a monitor has taken that was never reset, as a dashboard reads one. None is taken during a stall: it is one delay, however long.',
      }),
    ),
    loopDelayMsMeanSoFar: Type.Optional(
      Type.Array(Duration, { description: 'Mean of the same, beyond the sampling resolution.' }),
    ),
    loopDelayMsP99SoFar: Type.Optional(
      Type.Array(Duration, { description: '99th percentile of the same, beyond the sampling resolution.' }),
    ),
    rssBytes: Type.Array(Count, { description: 'Resident memory of the whole process; 0 for a thread.' }),
    spunMs: Type.Optional(
      Type.Array(Duration, {
        description: 'Of a sender: time spent turning its loop until the next request was due, since it started.',
      }),
    ),
  },
  closed,
);
export type Telemetry = Static<typeof TelemetrySchema>;

/**
 * What autocannon counted, or at targets that answer 202 our own clients, for the conservation audit: sent = answered +
 * errors + unfinished, and no response out of step. A job is answered once it has ended.
 */
export const ClosedLoopAuditSchema = Type.Object(
  {
    streamName: Type.String(),
    sentCount: Count,
    answeredCount: Count,
    errorCount: Count,
    unfinishedCount: Count,
    desyncCount: Count,
    retryPauseMs: Type.Optional(
      Type.Number({
        minimum: 0,
        description: 'How long a client stays away after it was refused, or lost its connection. 0 where absent.',
      }),
    ),
    reported: Type.Optional(
      Type.Object(
        { p50Ms: Duration, p90Ms: Duration, p99Ms: Duration, maxMs: Duration, sampleCount: Count },
        { ...closed, description: 'What autocannon itself says of the same requests, from its own histogram.' },
      ),
    ),
  },
  closed,
);
export type ClosedLoopAudit = Static<typeof ClosedLoopAuditSchema>;

/** One target, once, with a fresh server process where it is ours. */
export const TrialSchema = Type.Object(
  {
    targetName: Type.String(),
    roundIndex: Count,
    levelName: Type.Optional(Type.String({ description: 'One of the scenario’s levels, where it has some.' })),
    orderIndex: Type.Integer({ minimum: 0, description: 'Its place in the seeded random order of its round.' }),
    startedAt: Type.String({ format: 'date-time' }),
    status: Type.Enum(['valid', 'void']),
    voidReason: Type.Union([Type.Object({ code: Type.String(), message: Type.String() }, closed), Type.Null()]),
    warmup: Type.Object({ requestCount: Count, durationMs: Duration }, closed),
    streams: Type.Array(StreamSamplesSchema),
    closedLoopAudits: Type.Array(ClosedLoopAuditSchema),
    telemetry: Type.Array(TelemetrySchema),
  },
  closed,
);
export type Trial = Static<typeof TrialSchema>;

const MachineLoadSchema = Type.Object(
  {
    at: Type.String({ format: 'date-time' }),
    loadAverage1m: Type.Number({ minimum: 0 }),
    cpuPressureShare: Type.Union([Type.Number({ minimum: 0, maximum: 1 }), Type.Null()], {
      description: 'Share of the last 10 s in which some process waited for a CPU (Linux pressure-stall information).',
    }),
  },
  closed,
);
export type MachineLoad = Static<typeof MachineLoadSchema>;

export const MachineSchema = Type.Object(
  {
    cpuModel: Type.String(),
    logicalCoreCount: Count,
    availableCoreCount: Type.Integer({
      minimum: 1,
      description: 'What availableParallelism() says: affinity and quota respected where the platform tells.',
    }),
    cgroupQuotaCores: NullableNumber,
    affinity: NullableString,
    governor: NullableString,
    memoryBytes: Count,
    platform: Type.String(),
    arch: Type.String(),
    kernel: Type.String(),
    nodeVersion: Type.String(),
    v8Version: Type.String(),
    libuvVersion: Type.String(),
    dependencies: Type.Record(Type.String(), Type.String()),
    gitCommit: Type.Union([Type.String(), Type.Null()], { description: 'With "-dirty" when files differed from it.' }),
    loadBefore: MachineLoadSchema,
    loadAfter: Type.Union([MachineLoadSchema, Type.Null()]),
  },
  closed,
);
export type Machine = Static<typeof MachineSchema>;

/** A value with an interval that should cover the truth in `confidenceShare` of all runs like this one. */
export const EstimateSchema = Type.Object(
  {
    value: Type.Number(),
    low: Type.Number(),
    high: Type.Number(),
    confidenceShare: Type.Number({ minimum: 0, maximum: 1 }),
  },
  closed,
);
export type Estimate = Static<typeof EstimateSchema>;

/** D: one run of the bare task on this machine, nothing else running, measured by tinybench before each round. */
export const CalibrationSchema = Type.Object(
  {
    taskName: Type.String(),
    input: Type.Unknown(),
    durationMs: Type.Object(
      {
        mean: Type.Number({
          minimum: 0,
          description: 'D. The mean, not the median: what a core can do per second is 1 / mean, slow runs and all.',
        }),
        p50: Duration,
        p25: Duration,
        p75: Duration,
        min: Duration,
        max: Duration,
      },
      closed,
    ),
    runCount: Count,
    samplesMs: Type.Array(Duration, { description: 'Every run, round by round.' }),
  },
  closed,
);
export type Calibration = Static<typeof CalibrationSchema>;

/** A doubt about a number that travels with it. */
export const WarningSchema = Type.Object(
  { code: Type.String({ pattern: '^WARN_[A-Z_]+$' }), message: Type.String() },
  closed,
);
export type Warning = Static<typeof WarningSchema>;

const ClosedLoadSchema = Type.Object({ kind: Type.Literal('closed'), clientCount: Count }, closed);
const OpenLoadSchema = Type.Object(
  {
    kind: Type.Literal('open'),
    arrivalsPerSecond: Type.Number({ minimum: 0 }),
    spacing: Type.Enum(['poisson', 'even']),
  },
  closed,
);
const BurstSchema = Type.Object(
  {
    kind: Type.Literal('burst'),
    requestCount: Count,
    everyMs: Type.Number({ minimum: 0, description: 'From one request to the next; 0: all in the same moment.' }),
  },
  { ...closed, description: 'A load that ends: the first request comes when the load begins.' },
);
const SteadyLoadSchema = Type.Union([ClosedLoadSchema, OpenLoadSchema]);
/** A load that goes on for as long as the load phase does. */
export type SteadyLoad = Static<typeof SteadyLoadSchema>;
const LoadSchema = Type.Union([ClosedLoadSchema, OpenLoadSchema, BurstSchema]);

const StreamSchema = Type.Object(
  {
    name: Type.String(),
    ask: Type.Union([
      Type.Object({ kind: Type.Literal('health') }, closed),
      Type.Object(
        {
          kind: Type.Literal('task'),
          taskName: Type.String(),
          input: Type.Unknown(),
          rowKey: Type.Optional(
            Type.String({ description: 'The row of the server’s database that holds the input and gets the output.' }),
          ),
        },
        closed,
      ),
    ]),
    load: LoadSchema,
    connections: Type.Enum(['warm', 'cold']),
    leaveAfterMs: Type.Optional(
      Type.Number({ minimum: 0, description: 'How long after its request was due a client leaves; absent: it stays.' }),
    ),
    mustFail: Type.Optional(
      Type.Literal(true, { description: 'Its task always throws: an error with a code is the right answer.' }),
    ),
  },
  closed,
);

const ScenarioSchema = Type.Object(
  {
    name: Type.String(),
    question: Type.String(),
    expect: Type.Optional(Type.String({ description: 'What the answer should look like.' })),
    focus: Type.Optional(
      Type.Enum(['jobs', 'tasks', 'good-work', 'recovery', 'stayed'], {
        description: 'What reports tell first; absent: how long the neighbours wait.',
      }),
    ),
    streams: Type.Array(StreamSchema),
    warmupMs: Duration,
    quietMs: Duration,
    loadMs: Duration,
    recoveryMs: Duration,
    timeoutMs: Duration,
    roundCount: Type.Integer({ minimum: 1 }),
    levels: Type.Optional(
      Type.Array(Type.Object({ name: Type.String(), load: SteadyLoadSchema }, closed), {
        minItems: 1,
        description: 'The heavy streams run once with each of these loads in every round, whatever load they name.',
      }),
    ),
  },
  closed,
);
/** The scenario as it was run, after the command line had its say. */
export type RecordedScenario = Static<typeof ScenarioSchema>;

/** What queueing theory takes a server for: `loop` is `count` loops with a queue each, `pool` is `count` workers of one queue. */
const QueueModelSchema = Type.Object(
  { kind: Type.Enum(['loop', 'pool']), count: Type.Integer({ minimum: 1 }) },
  closed,
);
export type QueueModel = Static<typeof QueueModelSchema>;

const TargetSchema = Type.Object(
  {
    name: Type.String(),
    kind: Type.Enum(['strategy', 'url']),
    summary: Type.String(),
    url: NullableString,
    strategyName: Type.Optional(Type.String({ description: 'Which strategy it is, where its name is another.' })),
    queue: Type.Optional(QueueModelSchema),
  },
  closed,
);
export type RecordedTarget = Static<typeof TargetSchema>;

/** One answer that is known before it is measured. */
const KnownAnswerSchema = Type.Object(
  {
    name: Type.String({ description: 'kebab-case: stall-p99, md1-mean-wait...' }),
    title: Type.String({ description: 'What was asked and why its answer is known, in a sentence.' }),
    unit: Type.Enum(['ms', 'per second', 'share']),
    expected: Type.Number(),
    low: Type.Number({ description: 'Smallest and largest value that pass.' }),
    high: Type.Number(),
    measured: NullableNumber,
    isPassed: Type.Boolean(),
    closedLoopTool: Type.Optional(
      Type.Number({ description: 'What autocannon reports of the same server, in the same unit.' }),
    ),
  },
  closed,
);
export type KnownAnswer = Static<typeof KnownAnswerSchema>;

const SelfTestSchema = Type.Object(
  {
    form: Type.Enum(['short', 'long']),
    startedAt: Type.String({ format: 'date-time' }),
    durationMs: Duration,
    isPassed: Type.Boolean(),
    answers: Type.Array(KnownAnswerSchema),
    diagnosis: Type.Array(Type.String(), {
      description: 'What on this machine is wrong, in sentences; empty when all passed.',
    }),
  },
  closed,
);
export type SelfTest = Static<typeof SelfTestSchema>;

/** The same requests that do nothing, one after the other, to a server that does nothing, between rounds. */
const SentinelSchema = Type.Object(
  {
    boundaryIndex: Type.Integer({ minimum: 0, description: '0: before the first round; n: after round n.' }),
    pingMs: Type.Array(Duration),
  },
  closed,
);
export type Sentinel = Static<typeof SentinelSchema>;

const SetupSchema = Type.Object(
  {
    senderMode: Type.Enum(['precise', 'thrifty'], {
      description: 'precise: turns its loop until a request is due. thrifty: sleeps until then.',
    }),
    serverCores: Type.Union([Type.String(), Type.Null()], { description: 'CPU list of the servers; null: any.' }),
    senderCores: Type.Union([Type.String(), Type.Null()], { description: 'CPU list of the senders; null: any.' }),
    serverCoreCount: Type.Integer({ minimum: 1 }),
    isShared: Type.Boolean({ description: 'Whether senders and servers may run on the same cores.' }),
    loadNiceness: Type.Integer({
      minimum: -20,
      maximum: 19,
      description: 'Niceness of servers and heavy senders above that of the neighbours’ sender.',
    }),
  },
  closed,
);
export type Setup = Static<typeof SetupSchema>;

export const RunRecordSchema = Type.Object(
  {
    formatVersion: Type.Literal(RECORD_FORMAT_VERSION),
    holdupVersion: Type.String(),
    command: Type.String({ description: 'What to type to repeat the run, seed included.' }),
    startedAt: Type.String({ format: 'date-time' }),
    finishedAt: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
    status: Type.Enum(['complete', 'partial'], {
      description: 'A record is written as partial after every trial and marked complete at the end.',
    }),
    partialReason: NullableString,
    seed: Type.Integer({ minimum: 0, maximum: 4_294_967_295 }),
    isQuick: Type.Boolean(),
    machine: MachineSchema,
    scenario: ScenarioSchema,
    workerCount: Type.Integer({ minimum: 1 }),
    queueLimitCount: Count,
    isVerified: Type.Boolean({ description: 'Whether answers were compared with the task’s own.' }),
    targets: Type.Array(TargetSchema),
    calibration: Type.Union([CalibrationSchema, Type.Null()]),
    trials: Type.Array(TrialSchema),
    selfTest: Type.Optional(SelfTestSchema),
    sentinels: Type.Optional(Type.Array(SentinelSchema)),
    capacities: Type.Optional(
      Type.Array(Type.Object({ targetName: Type.String(), donePerSecond: Type.Number({ minimum: 0 }) }, closed), {
        description:
          'Heavy tasks per second in a closed loop before the first round, from which levels took their rates.',
      }),
    ),
    setup: Type.Optional(SetupSchema),
    warnings: Type.Array(WarningSchema),
  },
  { ...closed, $id: 'holdup-run-record-1', title: 'A run of holdup' },
);
export type RunRecord = Static<typeof RunRecordSchema>;
