import { countedTrials } from '../../stats/gates/counted-trials.ts';
import type { RunRecord, Telemetry } from '../../stats/record.ts';
import { isServerProcess } from '../../stats/resources.ts';
import type { Summary } from '../../stats/summary.ts';
import { type SeriesStyle, edgeColor, seriesStyles } from '../series-style.ts';
import { measuredTargets, streamOf } from '../streams.ts';
import type { ColorToken } from '../theme.ts';
import { typicalRound } from './timeline-strips.ts';

type Role = Telemetry['role'];

/** What one process or thread told of itself, and how its line looks. */
export interface ResourceLine {
  readonly telemetry: Telemetry;
  /** "server", "worker 2", "thread 1", "heavy sender". */
  readonly name: string;
  readonly color: ColorToken;
  readonly dash: readonly number[];
  readonly widthPx: number;
}

/** One target in the round that its other strips show. */
export interface ResourceStrip {
  readonly targetName: string;
  readonly style: SeriesStyle;
  readonly roundIndex: number;
  readonly lines: readonly ResourceLine[];
  /** Threads that are too many for lines of their own; what they use is in their server's line. */
  readonly leftOutCount: number;
}

/** In the order in which they are told. A dash is a role here, as the colour is the target's; senders are ours. */
export const RESOURCE_ROLES: readonly {
  readonly role: Role;
  readonly name: string;
  readonly meaning: string;
  /** null: the target's. */
  readonly color: ColorToken | null;
  readonly dash: readonly number[];
  readonly widthPx: number;
}[] = [
  { role: 'server', name: 'server', meaning: 'server process, its threads in it', color: null, dash: [], widthPx: 2.5 },
  { role: 'server-worker', name: 'worker', meaning: 'each worker process', color: null, dash: [9, 4], widthPx: 1.75 },
  { role: 'server-thread', name: 'thread', meaning: 'each thread', color: null, dash: [2, 3], widthPx: 1.5 },
  {
    role: 'heavy-sender',
    name: 'heavy sender',
    meaning: 'our heavy sender',
    color: '--muted',
    dash: [9, 3, 2, 3],
    widthPx: 1.25,
  },
  {
    role: 'neighbour-sender',
    name: 'neighbour sender',
    meaning: 'our neighbour sender',
    color: '--ink',
    dash: [1, 4],
    widthPx: 1.5,
  },
];

/** A thread for each request would fill the picture, and each of them has hardly a sample. */
const MAX_THREADS = 16;

export const isSender = ({ telemetry }: ResourceLine): boolean => telemetry.role.endsWith('-sender');

const isTold = ({ atMs }: Telemetry): boolean => atMs.length > 1;

function linesOf(told: readonly Telemetry[], style: SeriesStyle): ResourceLine[] {
  return RESOURCE_ROLES.flatMap(({ role, name, color, dash, widthPx }) => {
    const own = told.filter((telemetry) => telemetry.role === role);
    return own.map((telemetry, index) => ({
      telemetry,
      name: own.length === 1 ? name : `${name} ${index + 1}`,
      color: color ?? edgeColor(style.color),
      dash,
      widthPx,
    }));
  });
}

/** Of targets whose server told of itself: not of those at a URL. */
export function resourceStrips(record: RunRecord, summary: Summary): ResourceStrip[] {
  const styles = seriesStyles(record.targets.map(({ name }) => name));
  return measuredTargets(summary).flatMap((target) => {
    const neighbour = streamOf(record, target, 'warm') ?? streamOf(record, target, 'cold');
    const trials = countedTrials(record, target);
    const shown = typicalRound(neighbour?.rounds ?? [])?.roundIndex ?? trials[0]?.roundIndex;
    const told = trials.find(({ roundIndex }) => roundIndex === shown)?.telemetry.filter(isTold) ?? [];
    const style = styles.get(target.targetName);
    if (style === undefined || shown === undefined || !told.some(isServerProcess)) return [];
    const threadCount = told.filter(({ role }) => role === 'server-thread').length;
    const drawn = threadCount > MAX_THREADS ? told.filter(({ role }) => role !== 'server-thread') : told;
    return [
      {
        targetName: target.targetName,
        style,
        roundIndex: shown,
        lines: linesOf(drawn, style),
        leftOutCount: threadCount > MAX_THREADS ? threadCount : 0,
      },
    ];
  });
}
