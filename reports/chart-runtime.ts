import type { Chart as ChartJs, ChartConfiguration as ChartJsConfiguration } from 'chart.js';
import type { Annotations, AxisTick, ChartConfiguration, ChartScale, Plain, PlainObject } from './chart.ts';
import { drawOverData, drawSpreads, drawUnderData } from './chart-annotations.ts';
import { drawTicks } from './chart-gaps.ts';
import { type Header, drawHeader, headerHeightPx } from './chart-header.ts';
import { type Ink, resolveColor } from './chart-marks.ts';

/**
 * Everything of a picture that is not plain data. Runs in Node for PNGs and, with its types stripped, in the page: it
 * may import types and the other `chart-*.ts` files, nothing else; see `page-script.ts`.
 */
export interface ChartDress {
  /** Colours by token; see `theme.ts`. */
  readonly theme: Readonly<Record<string, string>>;
  readonly fontFamily: string;
  readonly isResponsive: boolean;
  /** Drawn into the picture when it has to stand alone; '' otherwise. */
  readonly title: string;
  readonly question: string;
}

/** A copy in which every string under a key that ends in "Color" or "color" is a real colour. Text is never touched. */
function resolveColors(value: Plain | undefined, theme: Readonly<Record<string, string>>, isColor: boolean): unknown {
  if (typeof value === 'string') return isColor ? resolveColor(value, theme) : value;
  if (Array.isArray(value))
    return isColor ? value.map((item: Plain) => resolveColors(item, theme, true)) : (value as unknown);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value as PlainObject);
  return Object.fromEntries(
    entries.map(([key, item]) => [key, resolveColors(item, theme, isColor || /color$/iu.test(key))]),
  );
}

interface TickHolder {
  ticks: { value: number }[];
}

function dressScale(scale: ChartScale, dress: ChartDress): object {
  const { holdupTicks, ...options } = scale;
  const plain = resolveColors(options, dress.theme, false) as Record<string, object | undefined>;
  const font = { family: dress.fontFamily, size: 12 };
  const dressed = {
    ...plain,
    border: { display: false, ...plain['border'] },
    grid: { color: dress.theme['--grid'], drawTicks: false, ...plain['grid'] },
    title: { color: dress.theme['--muted'], font, ...plain['title'] },
    ticks: { color: dress.theme['--muted'], font, padding: 8, maxRotation: 0, autoSkipPadding: 12, ...plain['ticks'] },
  };
  const stacked = scale['stack'] === undefined ? dressed : withFixedWidth(dressed);
  return holdupTicks === undefined ? stacked : withTicks(stacked, holdupTicks);
}

/** Chart.js gives each of many stacked axes a smaller share of the width, until their labels are cut off. */
const STACKED_AXIS_PX = 62;

const withFixedWidth = <Scale extends object>(scale: Scale): Scale => ({
  ...scale,
  afterFit: (axis: { width: number }) => {
    axis.width = STACKED_AXIS_PX;
  },
});

function withTicks(scale: { readonly ticks: object }, ticks: readonly AxisTick[]): object {
  const labels = new Map(ticks.map(({ value, label }) => [value, label]));
  return {
    ...scale,
    afterBuildTicks: (axis: TickHolder) => {
      axis.ticks = ticks.map(({ value }) => ({ value }));
    },
    ticks: { ...scale.ticks, callback: (value: number | string) => labels.get(Number(value)) ?? '' },
  };
}

/** Three digits are more than a wait carries. */
const rounded = (value: number): string => String(Number(value.toPrecision(3)));

interface TooltipItem {
  readonly dataset: { readonly label?: string };
  readonly parsed: { readonly x: number; readonly y: number };
}

function tooltipLabel({ xUnit, yUnit }: Annotations): (item: TooltipItem) => string {
  return ({ dataset, parsed }) => {
    const values = [
      xUnit === undefined ? '' : `${rounded(parsed.x)} ${xUnit}`,
      yUnit === undefined ? '' : `${rounded(parsed.y)} ${yUnit}`,
    ].filter((text) => text !== '');
    return `${dataset.label ?? ''}  ${values.join(', ')}`.trim();
  };
}

const headerOf = ({ annotations }: ChartConfiguration, { title, question }: ChartDress): Header => ({
  title,
  question,
  legend: annotations.legend ?? [],
  hasTopLabels: annotations.bands !== undefined || (annotations.lines ?? []).some(({ scaleId }) => scaleId === 'x'),
});

/** Paper and what lies under the data, then all that lies over it. */
function holdupPlugin({ annotations }: ChartConfiguration, dress: ChartDress, header: Header): object {
  const draw = (chart: ChartJs, paint: (ink: Ink) => void): void => {
    chart.ctx.save();
    paint({ ctx: chart.ctx, theme: dress.theme, fontFamily: dress.fontFamily });
    chart.ctx.restore();
  };
  return {
    id: 'holdup',
    beforeDraw: (chart: ChartJs) => {
      draw(chart, (ink) => {
        ink.ctx.fillStyle = dress.theme['--paper'] ?? '';
        ink.ctx.fillRect(0, 0, chart.width, chart.height);
        drawHeader(ink, header, chart.width);
        drawUnderData(chart, ink, annotations);
      });
    },
    beforeDatasetsDraw: (chart: ChartJs) => {
      draw(chart, (ink) => {
        drawSpreads(chart, ink);
        drawTicks(chart, ink, annotations);
      });
    },
    afterDatasetsDraw: (chart: ChartJs) => {
      draw(chart, (ink) => {
        drawOverData(chart, ink, annotations);
      });
    },
  };
}

/** A configuration that Chart.js can draw: colours are real, ticks stand where the data wants them. */
export function dressChart(configuration: ChartConfiguration, dress: ChartDress): ChartJsConfiguration {
  const { theme, fontFamily } = dress;
  const header = headerOf(configuration, dress);
  const scales = Object.entries(configuration.scales).map(([id, scale]) => [id, dressScale(scale, dress)] as const);
  const padding = ({ chart }: { readonly chart: ChartJs }): object => ({
    top: headerHeightPx({ ctx: chart.ctx, theme, fontFamily }, header, chart.width),
    right: 18,
    bottom: 2,
    left: 2,
  });
  return {
    type: 'scatter',
    data: { datasets: configuration.datasets.map((dataset) => resolveColors(dataset, theme, false)) },
    options: {
      responsive: dress.isResponsive,
      maintainAspectRatio: false,
      animation: false,
      layout: { padding },
      interaction: { mode: 'nearest', intersect: false, axis: 'xy' },
      scales: Object.fromEntries(scales),
      plugins: {
        legend: { display: false },
        tooltip: {
          displayColors: false,
          callbacks: { title: () => '', label: tooltipLabel(configuration.annotations) },
          filter: ({ dataset }: TooltipItem) => dataset.label !== '',
        },
      },
    },
    plugins: [holdupPlugin(configuration, dress, header)],
  } as unknown as ChartJsConfiguration;
}
