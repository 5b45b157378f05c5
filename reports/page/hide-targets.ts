import type { Annotations, ChartConfiguration, ChartDataset, ChartScale, Heading, ReferenceLine } from '../chart.ts';

/**
 * Leaves targets out of a picture. Runs in the page and in Node. It goes by what every picture has: datasets, labels and
 * legend entries of a target, strips (a scale that a target's name heads), rows (a stretch of `y` below a name).
 */
interface Row {
  readonly fromY: number;
  readonly toY: number;
  readonly isHidden: boolean;
}

/** Legend, title and time axis: what a picture is high without a single row or strip. */
const EMPTY_PX = 110;

/** @param hidden labels of targets; unknown ones change nothing */
export function withoutTargets(configuration: ChartConfiguration, hidden: readonly string[]): ChartConfiguration {
  const names = new Set(hidden);
  if (names.size === 0) return configuration;
  return withoutRows(withoutStrips(withoutDatasets(configuration, names), names), names);
}

function withoutDatasets(configuration: ChartConfiguration, names: ReadonlySet<string>): ChartConfiguration {
  const { legend, gaps, labels, ...annotations } = configuration.annotations;
  return {
    ...configuration,
    datasets: configuration.datasets.filter(({ label, target = label }) => !names.has(target)),
    annotations: {
      ...annotations,
      ...(labels === undefined ? {} : { labels: labels.filter(({ target = '' }) => !names.has(target)) }),
      ...(legend === undefined ? {} : { legend: legend.filter(({ text }) => !names.has(text)) }),
      ...(gaps === undefined ? {} : { gaps: gaps.filter(({ target }) => !names.has(target)) }),
    },
  };
}

/** Nothing is left of a strip: its scale, what is drawn on it, and its height. */
function withoutStrips(configuration: ChartConfiguration, names: ReadonlySet<string>): ChartConfiguration {
  const { heightPx, datasets, scales, annotations } = configuration;
  const { headings = [], lines = [], labels = [], whiskers = [] } = annotations;
  const strips = headings.filter(({ value }) => value === null);
  const gone = new Set(strips.filter(({ text }) => names.has(text)).map(({ scaleId }) => scaleId));
  if (gone.size === 0) return configuration;
  const stripPx = (heightPx - EMPTY_PX) / strips.length;
  const isLeft = (scaleId: string): boolean => !gone.has(scaleId);
  return {
    heightPx: Math.round(heightPx - gone.size * stripPx),
    datasets: datasets.filter(({ yAxisID }) => typeof yAxisID !== 'string' || isLeft(yAxisID)),
    scales: Object.fromEntries(Object.entries(scales).filter(([scaleId]) => isLeft(scaleId))),
    annotations: {
      ...annotations,
      headings: headings.filter(({ scaleId }) => isLeft(scaleId)),
      lines: namedOnce(lines, isLeft),
      labels: labels.filter(({ yScaleId }) => isLeft(yScaleId)),
      whiskers: whiskers.filter(({ yScaleId }) => isLeft(yScaleId)),
    },
  };
}

/** A line that runs through all strips has its name in the highest one only. */
function namedOnce(lines: readonly ReferenceLine[], isLeft: (scaleId: string) => boolean): ReferenceLine[] {
  const named = lines.find(({ label }) => label !== '');
  const left = lines.filter(({ scaleId }) => isLeft(scaleId));
  if (named === undefined || left.some(({ label }) => label !== '')) return left;
  return left.map((line, index) => (index === 0 ? { ...line, label: named.label } : line));
}

/** What stands this little above a name, as a share of the distance to the next, is still its own. */
const OVERHANG_SHARE = 0.1;

/** Each from its target's name to the next name: marks and bars stand at their target's name or below it. */
function rowsOf(headings: readonly Heading[], scale: ChartScale, names: ReadonlySet<string>): Row[] {
  const starts = headings.flatMap(({ scaleId, value, text }) =>
    scaleId !== 'y' || value === null || text === '' ? [] : [{ value, isHidden: names.has(text) }],
  );
  const sorted = starts.toSorted((first, second) => first.value - second.value);
  const overhang = OVERHANG_SHARE * ((sorted[1]?.value ?? 1) - (sorted[0]?.value ?? 0));
  return sorted.map(({ value, isHidden }, index) => {
    const next = sorted[index + 1];
    return {
      fromY: value - overhang,
      toY: next === undefined ? Number(scale['max']) : next.value - overhang,
      isHidden,
    };
  });
}

/** The rows below move up. */
function withoutRows(configuration: ChartConfiguration, names: ReadonlySet<string>): ChartConfiguration {
  const { heightPx, datasets, scales, annotations } = configuration;
  const scale = scales['y'];
  if (scale === undefined) return configuration;
  const gone = rowsOf(annotations.headings ?? [], scale, names).filter(({ isHidden }) => isHidden);
  if (gone.length === 0) return configuration;
  const isLeft = (y: number): boolean => !gone.some(({ fromY, toY }) => y >= fromY && y < toY);
  const moved = (y: number): number => y - lengthOf(gone.filter(({ fromY }) => fromY < y));
  const [min, max] = [Number(scale['min']), Number(scale['max'])];
  const pxPerY = (heightPx - EMPTY_PX) / (max - min);
  return {
    heightPx: Math.round(heightPx - lengthOf(gone) * pxPerY),
    datasets: datasets.flatMap((dataset) => withoutPoints(dataset, isLeft, moved)),
    scales: {
      ...scales,
      y: {
        ...scale,
        max: max - lengthOf(gone),
        ...(scale.holdupTicks === undefined ? {} : { holdupTicks: movedTicks(scale.holdupTicks, isLeft, moved) }),
      },
    },
    annotations: movedAnnotations(annotations, isLeft, moved),
  };
}

const lengthOf = (rows: readonly Row[]): number => rows.reduce((sum, { fromY, toY }) => sum + toY - fromY, 0);

type IsLeft = (y: number) => boolean;
type Move = (y: number) => number;

const movedTicks = (
  ticks: NonNullable<ChartScale['holdupTicks']>,
  isLeft: IsLeft,
  moved: Move,
): NonNullable<ChartScale['holdupTicks']> =>
  ticks.filter(({ value }) => isLeft(value)).map((tick) => ({ ...tick, value: moved(tick.value) }));

/** An option with a value for each point loses the values of those that go; what has lost all its points goes too. */
function withoutPoints(dataset: ChartDataset, isLeft: IsLeft, moved: Move): ChartDataset[] {
  const { data } = dataset;
  if (data.length > 0 && !data.some(([, y]) => isLeft(y))) return [];
  const options = Object.entries(dataset).map(([key, value]) =>
    key.startsWith('point') && Array.isArray(value) && value.length === data.length
      ? [key, value.filter((_, index) => isLeft(data[index]?.[1] ?? 0))]
      : [key, value],
  );
  const left = data.filter(([, y]) => isLeft(y)).map(([x, y]) => [x, moved(y)] as const);
  return [{ ...(Object.fromEntries(options) as ChartDataset), data: left }];
}

function movedAnnotations(annotations: Annotations, isLeft: IsLeft, moved: Move): Annotations {
  const { headings = [], labels = [], whiskers = [] } = annotations;
  return {
    ...annotations,
    headings: headings.flatMap((heading) => {
      if (heading.scaleId !== 'y' || heading.value === null) return [heading];
      return isLeft(heading.value) ? [{ ...heading, value: moved(heading.value) }] : [];
    }),
    labels: labels.filter(({ y }) => isLeft(y)).map((label) => ({ ...label, y: moved(label.y) })),
    whiskers: whiskers.filter(({ y }) => isLeft(y)).map((whisker) => ({ ...whisker, y: moved(whisker.y) })),
  };
}
