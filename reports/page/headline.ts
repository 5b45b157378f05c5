import { DISTRUST, DISTRUST_CODE, otherWarnings } from '../distrust.ts';
import type { Report } from '../format.ts';
import { furtherVerdicts } from '../further-verdicts.ts';
import { leftOutFacts } from '../left-out.ts';
import { plural } from '../wording.ts';
import { commandHtml } from './command.ts';
import { escapeHtml } from './escape-html.ts';

/** What stands above the sections: how far to trust them, the verdict, and what ran. '' where there is nothing to say. */
export function distrustBox({ summary }: Report): string {
  if (summary.trust.state !== 'not-trusted') return '';
  const reasons = summary.trust.reasons.map((reason) => `<li>${escapeHtml(reason)}</li>`);
  return `<div class="distrust" role="alert"><p><strong>NOT TRUSTED</strong> ${escapeHtml(DISTRUST)} <code>${DISTRUST_CODE}</code></p><ul>${reasons.join('')}</ul></div>\n`;
}

/** Intervals are less loud than the claim. */
export const softIntervals = (escaped: string): string =>
  escaped.replaceAll(/\(95 % interval [^()]*\)/gu, '<span class="interval">$&</span>');

/** What else was shown, and what was not; n counts server starts. */
function furtherHtml({ summary }: Report): string {
  const sentences = furtherVerdicts(summary);
  if (sentences.length === 0) return '';
  const paragraphs = sentences.map((sentence) => `<p>${softIntervals(escapeHtml(sentence))}</p>`);
  return `<div class="further">${paragraphs.join('')}<p class="muted">A round is a fresh start of every server, one after the other.</p></div>`;
}

function subtitle({ record }: Report): string {
  const { scenario, targets, machine, startedAt, isQuick, status } = record;
  return [
    `${scenario.name}${isQuick ? ', quick' : ''}${status === 'partial' ? ', partial' : ''}`,
    `${plural(targets.length, 'target')} × ${plural(scenario.roundCount, 'round')}`,
    machine.cpuModel,
    plural(machine.availableCoreCount, 'core'),
    `Node ${machine.nodeVersion}`,
    `${startedAt.slice(0, 16).replace('T', ' ')} UTC`,
  ].join(' · ');
}

export const headline = (report: Report): string =>
  `<div class="headline"><h1>${softIntervals(escapeHtml(report.summary.verdict))}</h1>
<button class="theme" type="button" hidden>Dark</button></div>
${furtherHtml(report)}<div class="ran"><p class="muted">${escapeHtml(subtitle(report))}</p>
${commandHtml(report.record.command)}</div>`;

/** Commands and flags in one piece: a line may not end between the hyphens and the word. */
const markFlags = (escaped: string): string =>
  escaped.replaceAll(
    /npm run [a-z:-]+(?: --(?= --))?|--[a-z][a-z-]*(?: (?:\d+|split))?/gu,
    '<code class="flag">$&</code>',
  );

export function warningsBox({ summary }: Report): string {
  const warnings = otherWarnings(summary);
  if (warnings.length === 0) return '';
  const items = warnings.map(
    ({ code, message }) => `<li><code>${escapeHtml(code)}</code> ${markFlags(escapeHtml(message))}</li>`,
  );
  return `<div class="warnings" role="note"><h2>Before you rely on these numbers</h2><ul>${items.join('')}</ul></div>`;
}

export function leftOutBox({ summary }: Report): string {
  const facts = leftOutFacts(summary);
  if (facts.length === 0) return '';
  const items = facts
    .map(({ name, text }) => `<li><code>${escapeHtml(name)}</code> ${markFlags(escapeHtml(text))}</li>`)
    .join('');
  return `<div class="warnings" id="left-out"><h2>Left out of every number</h2><ul>${items}</ul></div>`;
}
