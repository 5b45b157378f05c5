import type { Chart as ChartJs, ChartConfiguration as ChartJsConfiguration } from 'chart.js';
import { dressChart } from '../chart-runtime.ts';
import type { ChartConfiguration } from '../chart.ts';
import { type PageElement, document } from './dom.ts';
import type { Instant, ThemeName } from './fragment.ts';
import { withoutTargets } from './hide-targets.ts';
import { type FoundInstant, findInstant, heartbeatStrips } from './heartbeat.ts';
import { instantPlugin } from './instant-cursor.ts';
import type { PageData, PictureTab } from './page-data.ts';
import { type Tabs, openTabs } from './tabs.ts';

/** The canvases of the page and what is drawn on them. Runs in the page. */
declare const Chart: new (canvas: PageElement, configuration: ChartJsConfiguration) => ChartJs;

export interface PictureState {
  readonly theme: ThemeName;
  readonly tabs: ReadonlyMap<string, string>;
  readonly hidden: readonly string[];
  readonly instant: Instant | null;
}

export interface Picture {
  readonly name: string;
  readonly canvas: PageElement;
  readonly frame: PageElement;
  readonly views: readonly PictureTab[];
  tabs: Tabs | null;
  /** What the canvas should show. */
  configuration: ChartConfiguration;
  drawn: ChartJs | null;
  /** Theme, view and targets of what is drawn: drawing the same again is time lost. */
  drawnKey: string;
  instant: FoundInstant | null;
  drawnInstant: FoundInstant | null;
}

const FONT_FAMILY = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

/** @param choose is told of each tab that somebody chooses */
export function openPictures(data: PageData, choose: (chartName: string, viewName: string) => void): Picture[] {
  return [...document.querySelectorAll('canvas[data-chart]')].flatMap((canvas) => {
    const name = canvas.dataset['chart'] ?? '';
    const views = data.charts[name] ?? [];
    const [first] = views;
    const frame = canvas.parentElement;
    if (first === undefined || frame === null) return [];
    const tabs = views.length < 2 ? null : openTabs(name, views, frame, (viewName) => choose(name, viewName));
    const { configuration } = first;
    return [
      { name, canvas, frame, views, tabs, configuration, drawn: null, drawnKey: '', instant: null, drawnInstant: null },
    ];
  });
}

/** The one that was chosen, or the first: a link may name a view that this report does not have. */
const viewOf = ({ name, views }: Picture, { tabs }: PictureState): PictureTab | undefined =>
  views.find((view) => view.name === tabs.get(name)) ?? views[0];

/** Takes the room of each picture, so that nothing moves when it is drawn. */
export function reservePictures(pictures: readonly Picture[], state: PictureState): void {
  for (const picture of pictures) {
    const view = viewOf(picture, state);
    if (view === undefined) continue;
    picture.configuration = withoutTargets(view.configuration, state.hidden);
    picture.instant = findInstant(heartbeatStrips(picture.configuration), state.instant);
    picture.tabs?.show(view.name);
    picture.frame.hidden = false;
    picture.frame.style.height = `${picture.configuration.heightPx}px`;
  }
}

/** Draws what is not drawn yet. */
export function drawPictures(pictures: readonly Picture[], data: PageData, state: PictureState): void {
  reservePictures(pictures, state);
  for (const picture of pictures) {
    const key = JSON.stringify([state.theme, viewOf(picture, state)?.name, state.hidden]);
    if (key !== picture.drawnKey) drawPicture(picture, data, state.theme);
    else if (picture.instant !== picture.drawnInstant) picture.drawn?.draw();
    picture.drawnKey = key;
    picture.drawnInstant = picture.instant;
  }
}

function drawPicture(picture: Picture, data: PageData, theme: ThemeName): void {
  const colors = data.themes[theme];
  const dress = { theme: colors, fontFamily: FONT_FAMILY, isResponsive: true, title: '', question: '' };
  const dressed = dressChart(picture.configuration, dress);
  const plugins = [...(dressed.plugins ?? []), instantPlugin(() => picture.instant, colors)];
  picture.drawn?.destroy();
  picture.drawn = new Chart(picture.canvas, { ...dressed, plugins });
}
