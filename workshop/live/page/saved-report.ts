import type { LivePageData } from '../wire.ts';
import type { Element } from './browser.ts';
import { saveHtml } from './export.ts';
import { inkOf } from './frame.ts';
import type { LiveModel } from './model.ts';
import { reportParts } from './report-pictures.ts';
import { reportHtml } from './report.ts';
import type { StripInk } from './strip-paper.ts';

/** The shown moment as a file for who was not there. Runs in the page with its types stripped. */
/** What strips are drawn in beside the lanes' own colours. */
const PAPER_TOKENS = ['--paper', '--ink', '--muted', '--grid', '--alarm', '--alarm-paper'];

/** Paper is light, whatever the page is. */
function paperInk(root: Element, { lanes }: LivePageData): StripInk {
  const { theme = '' } = root.dataset;
  root.dataset['theme'] = 'light';
  const ink = inkOf(root, 12);
  for (const token of PAPER_TOKENS) ink.color(token);
  for (const { color } of lanes) ink.color(color);
  if (theme === '') delete root.dataset['theme'];
  else root.dataset['theme'] = theme;
  return ink;
}

/** @param span on the conductor's clock */
export function saveReport(
  root: Element,
  data: LivePageData,
  model: LiveModel,
  { fromMs, toMs }: { readonly fromMs: number; readonly toMs: number },
): void {
  const savedAt = `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  const parts = reportParts(data, model, { fromMs, toMs }, paperInk(root, data));
  saveHtml('holdup-live.html', reportHtml(data, model, parts, savedAt));
}
