import { jsonReport } from '../cells.ts';
import { chartViews } from '../chart-views.ts';
import { FAULT_STYLE, faultSection } from '../faults/html.ts';
import type { Format, Report } from '../format.ts';
import { glanceCsv } from '../glance-csv.ts';
import { appendixSection } from '../page/appendix-section.ts';
import { baselineSection } from '../page/baseline-section.ts';
import { chartSection } from '../page/chart-section.ts';
import { copyLinkButton, targetChips } from '../page/controls.ts';
import { pageDocument } from '../page/document.ts';
import type { DownloadData } from '../page/downloads.ts';
import { escapeHtml, escapeJson } from '../page/escape-html.ts';
import { glanceSection } from '../page/glance-section.ts';
import { distrustBox, headline, leftOutBox, warningsBox } from '../page/headline.ts';
import { learnSection } from '../page/learn-section.ts';
import { methodSection, ranSection, readingSection, repeatSection } from '../page/method-sections.ts';
import { pageDataOf } from '../page/page-data.ts';
import { type PageSection, navigation } from '../page/section.ts';
import { PAGE_STYLE } from '../page/style.ts';

/** What the buttons save: "holdup-neighbours-2026-11-21.json". */
function downloadData({ record, summary, recordPath }: Report): DownloadData {
  const name = record.scenario.name.replaceAll(/[^\w-]+/gu, '-');
  return {
    fileStem: `holdup-${name}-${record.startedAt.slice(0, 10)}`,
    json: jsonReport(summary, recordPath),
    csv: glanceCsv(summary),
  };
}

/** In the order in which a reader asks. */
function sectionsOf(report: Report): {
  readonly glance: PageSection;
  readonly pictures: readonly PageSection[];
  readonly rest: readonly PageSection[];
} {
  const { summary, faults } = report;
  const appendix = appendixSection(report);
  const baseline = baselineSection(report);
  return {
    glance: glanceSection(report),
    pictures: chartViews(report).map((view) => chartSection(view, summary)),
    rest: [
      ...(baseline === null ? [] : [baseline]),
      ...(appendix === null ? [] : [appendix]),
      ...(faults === undefined ? [] : [faultSection(faults)]),
      learnSection(report),
      ranSection(report),
      repeatSection(report),
      methodSection(report),
      readingSection(),
    ],
  };
}

const galleryLink = ({ galleryHref }: Report): string =>
  galleryHref === undefined ? '' : ` <a href="${escapeHtml(galleryHref)}">All runs on this machine</a>`;

function mainOf(report: Report): string {
  const { glance, pictures, rest } = sectionsOf(report);
  const { record, recordPath } = report;
  const parts = [
    `${distrustBox(report)}${headline(report)}`,
    navigation([glance, ...pictures, ...rest]),
    copyLinkButton(),
    warningsBox(report),
    leftOutBox(report),
    glance.html,
    targetChips(report),
    ...[...pictures, ...rest].map(({ html: part }) => part),
    `<footer>Made by holdup ${escapeHtml(record.holdupVersion)} from ${escapeHtml(recordPath)}. This page needs no network.${galleryLink(report)}</footer>`,
  ];
  return parts.filter((part) => part !== '').join('\n');
}

const renderPage = (report: Report): string =>
  pageDocument({
    title: report.summary.verdict,
    style: report.faults === undefined ? PAGE_STYLE : `${PAGE_STYLE}${FAULT_STYLE}`,
    main: mainOf(report),
    data: {
      'holdup-data': escapeJson(pageDataOf(report)),
      'holdup-downloads': escapeJson(downloadData(report)),
    },
    scripts: [
      { kind: 'classic', code: report.scripts.chartJs },
      { kind: 'module', code: report.scripts.page },
    ],
  });

export const html: Format = {
  name: 'html',
  summary: 'index.html: one file that opens offline.',
  destination: 'folder',
  render: (report) => [{ path: 'index.html', content: renderPage(report) }],
};
