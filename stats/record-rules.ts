import type { RunRecord, StreamSamples, Telemetry, Trial } from './record.ts';

/** A rule that a record breaks: where, what should be, what is. */
export interface Violation {
  /** JSON Pointer (RFC 6901) into the record. */
  readonly path: string;
  readonly rule: string;
  readonly value: unknown;
}

/** The first column that is not as long as the first one. */
function unequalColumn(path: string, columns: Readonly<Record<string, readonly unknown[]>>): Violation[] {
  const [first, ...rest] = Object.entries(columns);
  const odd = rest.find(([, column]) => column.length !== first?.[1].length);
  if (first === undefined || odd === undefined) return [];
  return [
    {
      path: `${path}/${odd[0]}`,
      rule: `must have as many entries as ${first[0]}, ${first[1].length}`,
      value: odd[1].length,
    },
  ];
}

/** The columns that a record has. */
const present = (
  columns: Readonly<Record<string, readonly unknown[] | undefined>>,
): Readonly<Record<string, readonly unknown[]>> =>
  Object.fromEntries(
    Object.entries(columns).flatMap(([name, column]) => (column === undefined ? [] : [[name, column]])),
  );

function brokenStream(path: string, stream: StreamSamples, streamNames: ReadonlySet<string>): Violation[] {
  const { dueAtMs, sentAtMs, latencyMs, outcomes, connectedAtMs, arrivedAtMs, startedAtMs, finishedAtMs, databaseMs } =
    stream;
  const { acceptedAtMs, jobStates } = stream;
  const optional = { connectedAtMs, arrivedAtMs, startedAtMs, finishedAtMs, databaseMs, acceptedAtMs, jobStates };
  const unknown = streamNames.has(stream.streamName)
    ? []
    : [{ path: `${path}/streamName`, rule: 'must be a stream of the scenario', value: stream.streamName }];
  return [...unknown, ...unequalColumn(path, { dueAtMs, sentAtMs, latencyMs, outcomes, ...present(optional) })];
}

function brokenTelemetry(path: string, telemetry: Telemetry): Violation[] {
  const { atMs, cpuMs, loopBusyMs, loopIdleMs, loopDelayMsMax, loopDelayMsP99, rssBytes, spunMs } = telemetry;
  const { loopDelayCountSoFar, loopDelayMsMeanSoFar, loopDelayMsP99SoFar } = telemetry;
  const columns = {
    atMs,
    cpuMs,
    loopBusyMs,
    loopIdleMs,
    loopDelayMsMax,
    loopDelayMsP99,
    rssBytes,
    ...present({ loopDelayCountSoFar, loopDelayMsMeanSoFar, loopDelayMsP99SoFar, spunMs }),
  };
  const backIndex = atMs.findIndex((at, index) => at < (atMs[index - 1] ?? -Infinity));
  const unordered =
    backIndex === -1
      ? []
      : [
          {
            path: `${path}/atMs/${backIndex}`,
            rule: 'must not be earlier than the sample before',
            value: atMs[backIndex],
          },
        ];
  return [...unequalColumn(path, columns), ...unordered];
}

function brokenTrial(
  path: string,
  trial: Trial,
  names: { targets: ReadonlySet<string>; streams: ReadonlySet<string>; levels: ReadonlySet<string | undefined> },
): Violation[] {
  const unknown = names.targets.has(trial.targetName)
    ? []
    : [{ path: `${path}/targetName`, rule: 'must be one of the targets', value: trial.targetName }];
  const unlevelled = names.levels.has(trial.levelName)
    ? []
    : [{ path: `${path}/levelName`, rule: 'must be a level of the scenario', value: trial.levelName }];
  const unexplained =
    trial.status === 'void' && trial.voidReason === null
      ? [{ path: `${path}/voidReason`, rule: 'must say why the trial is void', value: null }]
      : [];
  return [
    ...unknown,
    ...unlevelled,
    ...unexplained,
    ...trial.streams.flatMap((stream, index) => brokenStream(`${path}/streams/${index}`, stream, names.streams)),
    ...trial.telemetry.flatMap((telemetry, index) => brokenTelemetry(`${path}/telemetry/${index}`, telemetry)),
  ];
}

function repeatedName(path: string, named: readonly { readonly name: string }[]): Violation[] {
  const index = named.findIndex(({ name }, place) => named.findIndex((other) => other.name === name) < place);
  return index === -1
    ? []
    : [{ path: `${path}/${index}/name`, rule: 'must not be used twice', value: named[index]?.name }];
}

/** Everything that is told per second is told per second of it. */
const brokenLoad = ({ scenario: { loadMs } }: RunRecord): Violation[] =>
  loadMs > 0 ? [] : [{ path: '/scenario/loadMs', rule: 'must be > 0', value: loadMs }];

/** What the schema cannot say: how the parts of a record belong together. */
export function brokenRules(record: RunRecord): Violation[] {
  const names = {
    targets: new Set(record.targets.map(({ name }) => name)),
    streams: new Set(record.scenario.streams.map(({ name }) => name)),
    levels: new Set(record.scenario.levels?.map(({ name }) => name) ?? [undefined]),
  };
  return [
    ...brokenLoad(record),
    ...repeatedName('/targets', record.targets),
    ...repeatedName('/scenario/streams', record.scenario.streams),
    ...repeatedName('/scenario/levels', record.scenario.levels ?? []),
    ...record.trials.flatMap((trial, index) => brokenTrial(`/trials/${index}`, trial, names)),
  ];
}
