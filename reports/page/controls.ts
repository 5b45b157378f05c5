import { chartViews } from '../chart-views.ts';
import type { Report } from '../format.ts';
import { plainText } from '../plain-text.ts';
import { seriesStyles } from '../series-style.ts';
import { escapeHtml } from './escape-html.ts';
import { markSvg } from './mark-svg.ts';

/** What only works with scripts, and waits hidden for them; see `target-chips.ts` and `copy-link.ts`. */
export const copyLinkButton = (): string =>
  '<button class="copy-link pill" type="button" hidden>Copy link to this view</button>';

/** A switch for each target of the pictures; '' where there is nothing to choose from. */
export function targetChips(report: Report): string {
  const names = report.record.targets.map(({ name }) => name);
  if (names.length < 2 || chartViews(report).length === 0) return '';
  const chips = [...seriesStyles(names)].map(
    ([name, style]) =>
      `<button class="chip" type="button" aria-pressed="true" data-target="${escapeHtml(plainText(name))}">${markSvg(style)}<span>${escapeHtml(name)}</span></button>`,
  );
  return `<div class="chips" role="group" aria-label="Targets in the pictures" hidden><span class="muted">In the pictures:</span> ${chips.join('')}<button class="show-all pill" type="button" hidden>Show all</button></div>`;
}
