import type { SortState } from './sort-table.ts';

/**
 * What of the page can be linked: `#section=percentile-curve&theme=dark&sort=warm-p99.desc`. Runs in the page and in
 * Node. A fragment is untrusted text: what cannot be read is left out, and nothing is ever an error.
 */
export interface ViewState {
  /** The id of the part that is scrolled to; '' for the top. */
  readonly section: string;
  /** null: as the system wishes. */
  readonly theme: ThemeName | null;
  readonly sort: SortState | null;
  /** The view shown of each chart that has several, by the chart's name. */
  readonly tabs: ReadonlyMap<string, string>;
  /** Keys of the tables that are unfolded. */
  readonly opened: readonly string[];
  /** Targets that no picture shows. */
  readonly hidden: readonly string[];
  readonly instant: Instant | null;
}

export type ThemeName = 'light' | 'dark';

/** A moment of the heartbeats, in the strip of one target. */
export interface Instant {
  /** Since the trial began. */
  readonly atSeconds: number;
  /** '' where the link names none: the first strip. */
  readonly targetName: string;
}

export const NO_STATE: ViewState = {
  section: '',
  theme: null,
  sort: null,
  tabs: new Map(),
  opened: [],
  hidden: [],
  instant: null,
};

/** Whether it says more than where to scroll, so that all of the view follows it. */
export const isWholeView = (fragment: string): boolean => fragment === '' || fragment.includes('=');

/** @param fragment with its '#' or without; `#glance` alone is a section */
export function parseFragment(fragment: string): ViewState {
  const text = fragment.replace(/^#/u, '');
  const parts = new URLSearchParams(isWholeView(text) ? text : `section=${text}`);
  const theme = parts.get('theme');
  return {
    section: parts.get('section') ?? '',
    theme: theme === 'light' || theme === 'dark' ? theme : null,
    sort: parseSort(parts.get('sort') ?? ''),
    tabs: new Map(parts.getAll('tab').flatMap(parseTab)),
    opened: namesIn(parts.getAll('open')),
    hidden: namesIn(parts.getAll('hide')),
    instant: parseInstant(parts.get('at') ?? '', parts.get('target') ?? ''),
  };
}

const namesIn = (values: readonly string[]): string[] => [...new Set(values)].filter((name) => name !== '');

function parseSort(text: string): SortState | null {
  const [, column, direction] = /^(.+)\.(asc|desc)$/su.exec(text) ?? [];
  return column === undefined ? null : { column, isDescending: direction === 'desc' };
}

function parseTab(text: string): [chartName: string, viewName: string][] {
  const [, chartName, viewName] = /^([^.]+)\.(.+)$/su.exec(text) ?? [];
  return chartName === undefined || viewName === undefined ? [] : [[chartName, viewName]];
}

function parseInstant(text: string, targetName: string): Instant | null {
  const seconds = /^(\d{1,7}(?:\.\d{1,9})?)s?$/u.exec(text)?.[1];
  return seconds === undefined ? null : { atSeconds: Number(seconds), targetName };
}

/** @returns with its '#'; '' for the page as it opens */
export function formatFragment(state: ViewState): string {
  const { section, theme, sort, tabs, opened, hidden, instant } = state;
  const parts = [
    ['section', section],
    ['theme', theme ?? ''],
    ['sort', sort === null ? '' : `${sort.column}.${sort.isDescending ? 'desc' : 'asc'}`],
    ...[...tabs].map(([chartName, viewName]) => ['tab', `${chartName}.${viewName}`]),
    ...opened.map((key) => ['open', key]),
    ...hidden.map((name) => ['hide', name]),
    ['at', instant === null ? '' : `${instant.atSeconds}s`],
    ['target', instant?.targetName ?? ''],
  ].filter(([, value]) => value !== '');
  if (parts.length === 0) return '';
  const isPlain = parts.length === 1 && section !== '' && !section.includes('=');
  return `#${isPlain ? encodeURIComponent(section) : readable(new URLSearchParams(parts))}`;
}

/** Signs that mean nothing in a fragment may stand as they are: names of targets are full of them. */
const readable = (parts: URLSearchParams): string =>
  parts.toString().replaceAll(/%(?:2C|2F|3A|40)/gu, (code) => decodeURIComponent(code));
