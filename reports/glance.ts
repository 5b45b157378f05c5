import type { LevelSummary, Summary, TargetSummary } from '../stats/summary.ts';
import { columnsFor } from './glance-columns.ts';
import { type SeriesStyle, seriesStyles } from './series-style.ts';

/** The table at a glance: one row per target, the same in terminal, Markdown and page. */
export interface GlanceCell {
  readonly text: string;
  /** The interval, or why there is no number; '' for neither. */
  readonly note: string;
}

export interface GlanceColumn {
  readonly group: string;
  readonly title: string;
  /** Two short lines that say the same where columns are narrow. */
  readonly head: readonly [string, string];
  /** Shown however few columns there are. */
  readonly isKept?: true;
}

export interface GlanceRow {
  readonly targetName: string;
  readonly style: SeriesStyle;
  /** Rounds that count, and those that do not: "2 valid, 1 invalid". */
  readonly roundsText: string;
  readonly cells: readonly GlanceCell[];
}

/** All targets under one heavy load. */
export interface Glance {
  /** '' where the scenario has one load only. */
  readonly levelName: string;
  readonly columns: readonly GlanceColumn[];
  readonly rows: readonly GlanceRow[];
}

const NO_TRIAL = {
  void: { text: 'void', note: '' },
  invalid: { text: 'INVALID', note: '' },
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

function glanceOfLevel(summary: Summary, { name, record, targets }: LevelSummary): Glance {
  const styles = seriesStyles(record.targets.map((target) => target.name));
  const columns = columnsFor(summary);
  return {
    levelName: name,
    columns,
    rows: targets.flatMap((target) => {
      const style = styles.get(target.targetName);
      if (style === undefined) return [];
      const cells = columns.map((column) =>
        target.status === 'measured' ? column.cell({ record, summary, target }) : NO_TRIAL[target.status],
      );
      return [{ targetName: target.targetName, style, roundsText: roundsText(target), cells }];
    }),
  };
}

/** One table for each level. */
export const glancesOf = (summary: Summary): readonly Glance[] =>
  summary.levels.map((level) => glanceOfLevel(summary, level));
