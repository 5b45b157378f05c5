import { createRequire } from 'node:module';
import { GlobalFonts } from 'canvas';
import { ChartJSNodeCanvas } from 'chartjs-node-canvas';
import { dressChart } from './chart-runtime.ts';
import type { ChartConfiguration } from './chart.ts';
import { LIGHT_THEME } from './theme.ts';

const WIDTH_PX = 960;
const TITLE_PX = 54;
const PIXEL_RATIO = 2; // sharp on a phone and in print
const FONT_FAMILY = 'Inter';
const FONT_FILES = ['400Regular/Inter_400Regular.ttf', '600SemiBold/Inter_600SemiBold.ttf'];

let areFontsKnown = false;

/** Our own font, so that pictures are the same on a machine that has none. */
function registerFonts(): void {
  if (areFontsKnown) return;
  const require = createRequire(import.meta.url);
  for (const file of FONT_FILES)
    GlobalFonts.registerFromPath(require.resolve(`@expo-google-fonts/inter/${file}`), FONT_FAMILY);
  areFontsKnown = true;
}

/** A PNG in the light theme, with its title and question, as it may be sent around alone. */
export function drawPng(configuration: ChartConfiguration, title: string, question: string): Uint8Array {
  registerFonts();
  const painter = new ChartJSNodeCanvas({ width: WIDTH_PX, height: configuration.heightPx + TITLE_PX });
  const dress = { theme: LIGHT_THEME, fontFamily: FONT_FAMILY, isResponsive: false, title, question };
  const dressed = dressChart(configuration, dress);
  const options = { ...dressed.options, devicePixelRatio: PIXEL_RATIO };
  // The asynchronous form does not fit @napi-rs/canvas, which stands in for canvas.
  return painter.renderToBufferSync({ ...dressed, options });
}
