import { type ChartView, chartViews } from '../chart-views.ts';
import type { ChartConfiguration } from '../chart.ts';
import type { Report } from '../format.ts';
import { DARK_THEME, LIGHT_THEME } from '../theme.ts';
import type { ThemeName } from './fragment.ts';

/** What the page embeds for its script. */
export interface PageData {
  readonly themes: Readonly<Record<ThemeName, Readonly<Record<string, string>>>>;
  /** By the name of the chart; never empty. More than one: tabs. */
  readonly charts: Readonly<Record<string, readonly PictureTab[]>>;
}

/** One view of a chart. */
export interface PictureTab {
  /** '' where there is nothing to choose. */
  readonly name: string;
  readonly label: string;
  readonly configuration: ChartConfiguration;
}

function tabsOf({ chart, record }: ChartView, { summary }: Report): PictureTab[] {
  const tabs = chart.views?.(record, summary) ?? [];
  if (tabs.length < 2) return [{ name: '', label: '', configuration: chart.configure(record, summary) }];
  return tabs.map(({ name, label }) => ({ name, label, configuration: chart.configure(record, summary, name) }));
}

export const pageDataOf = (report: Report): PageData => ({
  themes: { light: LIGHT_THEME, dark: DARK_THEME },
  charts: Object.fromEntries(chartViews(report).map((view) => [view.chart.name, tabsOf(view, report)])),
});
