import { phasesOf } from '../stats/phases.ts';
import type { RunRecord } from '../stats/record.ts';
import { STALL_MS } from '../stats/summary.ts';
import { formatMs } from '../stats/units.ts';
import { type Strip, stripsOf, worstOf } from './charts/timeline-strips.ts';
import type { Report } from './format.ts';
import { type Beat, type Heartbeat, heartbeatOf } from './heartbeat.ts';
import { columnsOf, truncate, wrap } from './plain-text.ts';
import { type Pen, markText, paintSeries } from './terminal-pen.ts';
import { formatWait } from './wait-axis.ts';

const BARS = '▁▂▃▄▅▆▇█';
const FLAT_MS = 1; // shorter waits are as good as none
const MIN_BEATS = 10;
const POINTS_PER_BEAT = 3; // of arrivals at random, nobody is due in one beat of twenty
const MIN_HATCHED = 1; // beside the text in a stall
const GAP = 2;

/** How one target is drawn. */
interface Row {
  readonly strip: Strip;
  readonly name: string;
  /** "longest 482 ms". */
  readonly worstText: string;
}

function worstText(strip: Strip, { isAscii }: Pen): string {
  const worst = worstOf(strip);
  if (worst === undefined) return 'no answer';
  return formatWait({ valueMs: worst[1], isAtLeast: strip.isAtLeast }, isAscii ? '>= ' : '≥ ');
}

/** @param topMs what a full bar stands for */
function beatText(beat: Beat, topMs: number, { isAscii }: Pen): string {
  switch (beat.kind) {
    case 'none':
      return ' ';
    case 'stall':
      return isAscii ? '.' : '░';
    case 'wait': {
      if (isAscii) return beat.waitMs > STALL_MS ? '!' : '|';
      const share = Math.log(Math.max(beat.waitMs, FLAT_MS) / FLAT_MS) / Math.log(topMs / FLAT_MS);
      return BARS[Math.min(BARS.length - 1, Math.floor(share * BARS.length))] ?? ' ';
    }
    default:
      return beat satisfies never;
  }
}

/** The beats, and in the longest stall how long it was, in as many words as have room. */
function picture({ beats, longest }: Heartbeat, longestText: string, topMs: number, pen: Pen): string {
  const texts = beats.map((beat) => beatText(beat, topMs, pen));
  if (longest === null) return texts.join('');
  const roomOf = (label: string): number => longest.toIndex - longest.fromIndex - columnsOf(label);
  const labels = [` ${longestText} ${longest.isSilent ? 'silent' : 'held up'} `, ` ${longestText} `];
  const label = labels.find((text) => roomOf(text) >= MIN_HATCHED);
  if (label !== undefined) texts.splice(longest.fromIndex + (roomOf(label) >> 1), columnsOf(label), label);
  return texts.join('');
}

/** "|quiet   |load          |recovery": each name begins where its phase does, and is left out where it has no room. */
function phaseLine(record: RunRecord, beatCount: number, { isAscii }: Pen): string {
  const { quiet, load, recovery } = phasesOf(record.scenario);
  const endMs = recovery.endMs;
  let line = '';
  for (const [name, phase] of Object.entries({ quiet, load, recovery })) {
    const from = Math.round((phase.startMs / endMs) * beatCount);
    const width = Math.round((phase.endMs / endMs) * beatCount) - from;
    const label = `${isAscii ? '|' : '│'}${name}`;
    const room = phase === recovery ? width + GAP - 1 : width - 1;
    line += (label.length <= room ? label : label.slice(0, Math.min(1, width))).padEnd(width);
  }
  return line.trimEnd();
}

function legend({ topMs }: Layout, drawn: readonly Heartbeat[], { isAscii }: Pen): string {
  const has = (kind: Beat['kind']): boolean => drawn.some(({ beats }) => beats.some((beat) => beat.kind === kind));
  const bars = isAscii
    ? `| answered within ${STALL_MS} ms, ! somebody waited longer`
    : `▁ ${FLAT_MS} ms or less, █ ${formatMs(topMs)}, on a logarithmic scale`;
  const held = has('stall') ? `; ${isAscii ? '.' : '░'} held up by the stall that began before` : '';
  return `${bars}${held}${has('none') ? '; blank: nobody was due' : ''}.`;
}

function rowLine(row: Row, heartbeat: Heartbeat, { nameWidth, worstWidth, topMs }: Layout, pen: Pen): string {
  const { strip, name } = row;
  const drawn = picture(heartbeat, row.worstText, topMs, pen);
  const shownName = truncate(name, nameWidth, pen.ellipsis);
  const padding = ' '.repeat(nameWidth - columnsOf(shownName) + 1);
  return `${markText(pen, strip.style)} ${shownName}${padding}${paintSeries(pen, strip.style, drawn)}${' '.repeat(GAP)}${row.worstText.padStart(worstWidth)}`;
}

interface Layout {
  readonly nameWidth: number;
  readonly beatCount: number;
  readonly worstWidth: number;
  readonly topMs: number;
  readonly endMs: number;
}

function layOut(rows: readonly Row[], endMs: number, { widthColumns }: Pen): Layout {
  const longestName = rows.reduce((width, { name }) => Math.max(width, columnsOf(name)), 0);
  const nameWidth = Math.min(longestName, Math.max(8, Math.floor(widthColumns / 4)));
  const worstWidth = rows.reduce((width, row) => Math.max(width, columnsOf(row.worstText)), 'longest'.length);
  const room = widthColumns - nameWidth - 3 - GAP - worstWidth;
  const pointCount = rows.reduce((count, { strip }) => Math.max(count, strip.points.length), 0);
  const beatCount = Math.max(MIN_BEATS, Math.min(room, Math.floor(pointCount / POINTS_PER_BEAT)));
  const topMs = rows.reduce((top, { strip }) => Math.max(top, worstOf(strip)?.[1] ?? 0), STALL_MS);
  return { nameWidth, worstWidth, topMs, endMs, beatCount };
}

/** Each target's neighbours over one round, a character for each stretch of time: whether it was slow all the time, or in stalls. */
export function heartbeatLines({ summary }: Report, pen: Pen): string[] {
  const shown = summary.levels[summary.shownLevelIndex];
  const strips = shown === undefined ? [] : stripsOf(shown.record, summary);
  if (shown === undefined || strips.length === 0) return [];
  const rows = strips.map((strip) => ({
    strip,
    name: pen.plain(strip.target.targetName),
    worstText: worstText(strip, pen),
  }));
  const layout = layOut(rows, phasesOf(shown.record.scenario).recovery.endMs, pen);
  const drawn = rows.map((row) => ({ row, heartbeat: heartbeatOf(row.strip, layout.endMs, layout.beatCount) }));
  const level = shown.name === '' ? '' : ` at ${pen.plain(shown.name)}`;
  const title = `Heartbeat of the neighbours${level} in a typical round: longest wait in each ${formatMs(layout.endMs / layout.beatCount)}`;
  const phases = phaseLine(shown.record, layout.beatCount, pen);
  const head = `${' '.repeat(layout.nameWidth + 3)}${phases.padEnd(layout.beatCount + GAP)}${'longest'.padStart(layout.worstWidth)}`;
  return [
    ...wrap(title, pen.widthColumns).map((line) => pen.paint('bold', line)),
    pen.paint('dim', head),
    ...drawn.map(({ row, heartbeat }) => rowLine(row, heartbeat, layout, pen)),
    ...wrap(
      legend(
        layout,
        drawn.map(({ heartbeat }) => heartbeat),
        pen,
      ),
      pen.widthColumns,
    ).map((line) => pen.paint('dim', line)),
  ];
}
