import type { Breakdown } from '../../stats/breakdown.ts';
import type { RunRecord } from '../../stats/record.ts';
import type { Summary } from '../../stats/summary.ts';
import { formatMs, formatShare } from '../../stats/units.ts';
import type { Color } from '../chart.ts';
import { type SeriesStyle, seriesStyles } from '../series-style.ts';
import { type StreamRole, growthText, streamOf } from '../streams.ts';

/** The parts of a wait in the order in which they pass. Dark and light take turns, so that neighbours differ without hue. */
export const PARTS = [
  { key: 'lateMs', name: 'late', meaning: 'late: our sender was not yet free', color: '--alarm' },
  { key: 'connectionMs', name: 'connection', meaning: 'connection', color: '--series-grey/0.35' },
  { key: 'loopMs', name: 'loop', meaning: 'loop: waiting for the event loop', color: '--ink/0.75' },
  { key: 'queueMs', name: 'queue', meaning: 'queue: waiting for a worker', color: '--accent/0.3' },
  { key: 'serviceMs', name: 'work', meaning: 'work', color: '--accent/0.9' },
  { key: 'replyMs', name: 'reply', meaning: 'reply: until the answer was in hand', color: '--series-grey/0.6' },
] as const satisfies readonly {
  readonly key: keyof Breakdown;
  readonly name: string;
  readonly meaning: string;
  readonly color: Color;
}[];

const ROLES = ['heavy', 'warm', 'cold'] as const satisfies readonly StreamRole[];
const HEADING_ROWS = 1;
const GAP_ROWS = 0.35;

export interface Row {
  readonly targetName: string;
  readonly style: SeriesStyle;
  readonly role: StreamRole;
  readonly breakdown: Breakdown;
  /** Of a backlog that grows the times only tell how long the run was: shares are all there is to say. */
  readonly isGrowing: boolean;
  readonly y: number;
}

export interface Group {
  readonly targetName: string;
  readonly style: SeriesStyle;
  readonly y: number;
  readonly rows: readonly Row[];
}

/** Targets from top to bottom, each with a row per stream that has stamps. */
export function groupsOf(record: RunRecord, summary: Summary): Group[] {
  const styles = seriesStyles(record.targets.map(({ name }) => name));
  const groups: Group[] = [];
  let y = 0;
  for (const target of summary.targets) {
    const { targetName } = target;
    const style = styles.get(targetName);
    if (style === undefined) continue;
    const found = ROLES.flatMap((role) => {
      const stream = streamOf(record, target, role);
      const breakdown = stream?.breakdown ?? null;
      if (breakdown === null || breakdown.totalMs <= 0) return [];
      return [{ role, breakdown, isGrowing: growthText(stream) !== null }];
    });
    if (found.length === 0) continue;
    const top = y;
    const rows = found.map((row, index) => ({ ...row, targetName, style, y: top + HEADING_ROWS + index }));
    groups.push({ targetName, style, y: top, rows });
    y += HEADING_ROWS + rows.length + GAP_ROWS;
  }
  return groups;
}

interface Piece {
  readonly part: (typeof PARTS)[number];
  readonly fromShare: number;
  readonly toShare: number;
}

export function piecesOf(breakdown: Breakdown): Piece[] {
  let fromShare = 0;
  return PARTS.map((part) => {
    const toShare = fromShare + breakdown[part.key] / breakdown.totalMs;
    const piece = { part, fromShare, toShare };
    fromShare = toShare;
    return piece;
  });
}

/** Of the whole the mean, of a part its time. */
export const timeText = ({ breakdown, isGrowing }: Row, key: keyof Breakdown): string => {
  if (!isGrowing) return formatMs(breakdown[key]);
  return key === 'totalMs' ? 'unstable' : formatShare(breakdown[key] / breakdown.totalMs);
};
