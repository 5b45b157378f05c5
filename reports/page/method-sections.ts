import { machineFacts, runFacts } from '../facts.ts';
import type { Report } from '../format.ts';
import { GLOSSARY } from '../glossary.ts';
import { plural } from '../wording.ts';
import { commandHtml } from './command.ts';
import { factList } from './data-table.ts';
import { escapeHtml } from './escape-html.ts';
import { type PageSection, pageSection } from './section.ts';

/** What ran, where, how to run it again, and how far to trust it. */
export const ranSection = ({ record }: Report): PageSection =>
  pageSection({
    id: 'ran',
    title: 'What ran, and where',
    body: `<div class="columns"><div>${factList(runFacts(record))}</div><div>${factList(machineFacts(record))}</div></div>`,
  });

export const repeatSection = ({ record, recordPath }: Report): PageSection =>
  pageSection({
    id: 'repeat',
    title: 'Repeat it',
    question: 'Measure again, then draw this page again from a record.',
    body: `${commandHtml(record.command)}${commandHtml(`npm run report -- ${recordPath}`)}`,
  });

/** The doubts that most readers need; `bench/bias.md` has all of them. */
const limitsOf = ({ scenario: { roundCount } }: Report['record']): readonly string[] => [
  `n is the number of server starts, here ${plural(roundCount, 'round')} of each target, and not the number of requests. Intervals resample whole rounds; of few rounds they are narrower than they should be.`,
  '“No difference shown” is not “no difference”: what is smaller than the intervals stays unseen.',
  'One machine on one day. Compare the targets with each other before you carry a time elsewhere.',
  'Loopback is no network, and the neighbours ask for nothing but a sign of life.',
  'Every wait counts from when the request was due. A percentile is told only where at least 10 requests waited longer.',
];

function rawFiles({ recordPath, hasSamplesFile }: Report): string {
  const record = `<code>${escapeHtml(recordPath)}</code> holds every sample`;
  return hasSamplesFile
    ? `${record}, and so does <a href="samples.csv">samples.csv</a> beside this page, as a table.`
    : `${record}.`;
}

const DOWNLOADS = `<p class="downloads"><button type="button" data-download="json" hidden>Save the numbers (JSON)</button>
<button type="button" data-download="csv" hidden>Save the table at a glance (CSV)</button></p>`;

export const methodSection = (report: Report): PageSection =>
  pageSection({
    id: 'method',
    title: 'Method and raw data',
    body: `<ul class="limits">${limitsOf(report.record)
      .map((limit) => `<li>${escapeHtml(limit)}</li>`)
      .join('')}</ul>
<p>holdup’s <code>bench/method.md</code> has every formula and threshold, <code>bench/bias.md</code> where it may be wrong.</p>
<p>The record, format version ${report.record.formatVersion}: ${rawFiles(report)}</p>
${DOWNLOADS}`,
  });

export const readingSection = (): PageSection =>
  pageSection({ id: 'reading', title: 'How to read this', body: factList(GLOSSARY) });
