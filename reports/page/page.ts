import type { Chart as ChartJs, ChartConfiguration as ChartJsConfiguration } from 'chart.js';
import { dressChart } from '../chart-runtime.ts';
import type { ChartConfiguration } from '../chart.ts';

/**
 * The script of the page, run in the browser with its types stripped; see `page-script.ts`. The DOM is declared as far
 * as it is used, since the rest of the project runs in Node.
 */
interface PageElement {
  hidden: boolean;
  open: boolean;
  textContent: string;
  readonly dataset: Record<string, string | undefined>;
  readonly style: { height: string };
  readonly parentElement: PageElement;
  addEventListener(type: 'click', listener: () => void): void;
}

interface MediaQuery {
  readonly matches: boolean;
  addEventListener(type: 'change', listener: () => void): void;
}

declare const document: {
  readonly documentElement: PageElement;
  querySelector(selector: string): PageElement;
  querySelectorAll(selector: string): Iterable<PageElement>;
};
declare const window: { addEventListener(type: 'beforeprint' | 'afterprint', listener: () => void): void };
declare const matchMedia: (query: string) => MediaQuery;
declare const Chart: new (canvas: PageElement, configuration: ChartJsConfiguration) => ChartJs;

type ThemeName = 'light' | 'dark';

/** What `formats/html.ts` embeds. */
export interface PageData {
  readonly themes: Readonly<Record<ThemeName, Readonly<Record<string, string>>>>;
  readonly charts: Readonly<Record<string, ChartConfiguration>>;
}

const FONT_FAMILY = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

const pageData = JSON.parse(document.querySelector('#holdup-data').textContent) as PageData;
const root = document.documentElement;
const darkWish = matchMedia('(prefers-color-scheme: dark)');
const toggle = document.querySelector('.theme');
let drawn: ChartJs[] = [];

const themeName = (): ThemeName => (root.dataset['theme'] ?? (darkWish.matches ? 'dark' : 'light')) as ThemeName;

function drawCharts(theme: ThemeName): void {
  for (const chart of drawn) chart.destroy();
  drawn = [...document.querySelectorAll('canvas[data-chart]')].flatMap((canvas) => {
    const configuration = pageData.charts[canvas.dataset['chart'] ?? ''];
    if (configuration === undefined) return [];
    canvas.parentElement.hidden = false;
    canvas.parentElement.style.height = `${configuration.heightPx}px`;
    const dress = {
      theme: pageData.themes[theme],
      fontFamily: FONT_FAMILY,
      isResponsive: true,
      title: '',
      question: '',
    };
    return [new Chart(canvas, dressChart(configuration, dress))];
  });
}

function showTheme(): void {
  toggle.textContent = themeName() === 'dark' ? 'Light' : 'Dark';
  drawCharts(themeName());
}

const details = [...document.querySelectorAll('details')];
let opened: boolean[] = [];

for (const element of details) element.open = false;
toggle.hidden = false;
toggle.addEventListener('click', () => {
  root.dataset['theme'] = themeName() === 'dark' ? 'light' : 'dark';
  showTheme();
});
darkWish.addEventListener('change', showTheme);
window.addEventListener('beforeprint', () => {
  opened = details.map(({ open }) => open);
  for (const element of details) element.open = true;
  drawCharts('light'); // paper is light whatever the screen shows
});
window.addEventListener('afterprint', () => {
  for (const [index, element] of details.entries()) element.open = opened[index] ?? false;
  drawCharts(themeName());
});
showTheme();
