import type { Comparison, Metric } from '../stats/compare/compare.ts';
import type { LevelSummary, Summary, TargetSummary } from '../stats/summary.ts';
import { type Column, columnsFor } from './glance-columns.ts';
import { type SeriesStyle, seriesStyles } from './series-style.ts';
import { type Service, serviceCell, serviceOf } from './service.ts';
import { type StreamRole, streamName } from './streams.ts';

/** The table at a glance: one row per target, the same in terminal, Markdown and page. */
export interface GlanceCell {
  readonly text: string;
  /** The interval, or why there is no number; '' for neither. */
  readonly note: string;
  /** Instead of the note, where there is room for more. */
  readonly wideNote?: string;
  /** What rows are sorted by, in the unit of the column; null where there is no number. */
  readonly sortValue: number | null;
  /** Ends of the interval, in the same unit; null where there is none. */
  readonly interval?: { readonly low: number; readonly high: number } | null;
  /** Beside the number, what was shown of it against the reference. */
  readonly mark?: GlanceMark;
}

/** `~`: no difference was shown. `≈`: one that is too small to matter. '': a difference, or nothing to compare. */
export type GlanceMark = '~' | '≈' | '';

export interface GlanceColumn {
  /** The same in every report: "warm-p99". */
  readonly key: string;
  readonly group: string;
  readonly title: string;
  /** Two short lines that say the same where columns are narrow. */
  readonly head: readonly [string, string];
  /** Shown however few columns there are. */
  readonly isKept?: true;
  /** Of `sortValue` and `interval`. */
  readonly unit: 'ms' | 'per second' | 'share' | 'requests' | 'bytes';
  /** Whether few or many are good; sorting shows the best first. */
  readonly best: 'low' | 'high';
  /** How its numbers are drawn; absent where a picture would say nothing. */
  readonly scale?: 'logarithmic' | 'linear';
  /** Which figure of which stream targets are compared by here. */
  readonly compared?: { readonly role: StreamRole; readonly metric: Metric };
}

export interface GlanceRow {
  readonly targetName: string;
  readonly style: SeriesStyle;
  /** Rounds that count, and those that do not: "2 valid, 1 invalid". */
  readonly roundsText: string;
  readonly cells: readonly GlanceCell[];
  /** What its neighbours got; null where there are none, or no trial counts. */
  readonly service: Service | null;
  /** The same in words. */
  readonly serviceCell: GlanceCell;
}

/** All targets under one heavy load. */
export interface Glance {
  /** '' where the scenario has one load only. */
  readonly levelName: string;
  readonly columns: readonly GlanceColumn[];
  readonly rows: readonly GlanceRow[];
  /** What the marks are against: the first target that counts; '' where nothing is compared. */
  readonly referenceName: string;
}

const NO_TRIAL = {
  void: { text: 'void', note: '', sortValue: null },
  invalid: { text: 'INVALID', note: '', sortValue: null },
} as const satisfies Readonly<Record<string, GlanceCell>>;

function roundsText({ status, validTrialCount, voidTrials, invalidTrials }: TargetSummary): string {
  return [
    status === 'invalid' ? '' : `${validTrialCount} valid`,
    invalidTrials.length === 0 ? '' : `${invalidTrials.length} invalid`,
    voidTrials.length === 0 ? '' : `${voidTrials.length} void`,
  ]
    .filter((text) => text !== '')
    .join(', ');
}

/** Of too few rounds nothing is shown of anybody, which is no mark of being alike. */
function markOf({ verdict, difference }: Comparison): GlanceMark {
  if (difference === null) return '';
  return verdict === 'no-difference' ? '~' : verdict === 'too-small' ? '≈' : '';
}

function withMark(cell: GlanceCell, { compared }: Column, level: LevelSummary, targetName: string): GlanceCell {
  if (compared === undefined) return cell;
  const comparison = level.comparisons.find(
    (one) =>
      one.targetName === targetName &&
      one.metric === compared.metric &&
      one.streamName === streamName(level.record, compared.role),
  );
  return comparison === undefined ? cell : { ...cell, mark: markOf(comparison) };
}

function glanceOfLevel(summary: Summary, level: LevelSummary): Glance {
  const { name, record, targets, comparisons } = level;
  const styles = seriesStyles(record.targets.map((target) => target.name));
  const columns = columnsFor(summary);
  return {
    levelName: name,
    columns,
    referenceName: comparisons[0]?.referenceName ?? '',
    rows: targets.flatMap((target) => {
      const { targetName, status } = target;
      const style = styles.get(targetName);
      if (style === undefined) return [];
      const cells = columns.map((column) =>
        status === 'measured'
          ? withMark(column.cell({ record, summary, target }), column, level, targetName)
          : NO_TRIAL[status],
      );
      const service = serviceOf(record, target);
      return [
        {
          targetName,
          style,
          roundsText: roundsText(target),
          cells,
          service,
          serviceCell: status === 'measured' ? serviceCell(service) : NO_TRIAL[status],
        },
      ];
    }),
  };
}

/** One table for each level. */
export const glancesOf = (summary: Summary): readonly Glance[] =>
  summary.levels.map((level) => glanceOfLevel(summary, level));
