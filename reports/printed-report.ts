import type { Report } from './format.ts';
import { json } from './formats/json.ts';
import { markdownSections } from './formats/markdown.ts';
import { terminal } from './formats/terminal.ts';
import { guardLines, guardMarkdown } from './guard-check.ts';
import { fitMarkdown } from './markdown-size.ts';
import { codeSpan } from './markdown-text.ts';
import { asciiText } from './plain-text.ts';
import { terminalEnd } from './terminal-end.ts';

type GuardResults = Parameters<typeof guardLines>[0];

/** Where the report lies, as the reader would type it. */
export interface ReportPlaces {
  readonly pagePath: string;
  readonly markdownPath: string;
  /** What to give to `npm run report` for the same report. */
  readonly reportWords: readonly string[];
  /** Whether its page is opened in a browser. */
  readonly isOpened: boolean;
}

interface Printed {
  readonly stdout: string;
  readonly stderr: string;
}

const contentOf = (format: typeof json, report: Report): string =>
  format
    .render(report)
    .map(({ content }) => String(content))
    .join('');

/** The report as Markdown of at most so many bytes, below what the guards say. It has no pictures, whose links would be dead. */
export function sizedMarkdown(report: Report, guards: GuardResults, maxBytes: number, places: ReportPlaces): string {
  const told = guardMarkdown(guards);
  const first = told === '' ? [] : [{ title: 'Guards', text: told, cutRank: 1 }];
  const sections = [...first, ...markdownSections({ ...report, hasPictures: false })];
  return fitMarkdown(sections, maxBytes, codeSpan(places.markdownPath));
}

/** One object for programs; what people should know besides goes another way. */
export const printedJson = (report: Report, guards: GuardResults): Printed => ({
  stdout: contentOf(json, report),
  stderr: guards.length === 0 ? '' : `\n${guardLines(guards, report.widthColumns)}`,
});

/** The table, what the guards say, and the last lines. */
export function printedTerminal(report: Report, guards: GuardResults, places: ReportPlaces): Printed {
  const table = contentOf(terminal, report);
  const told = guards.length === 0 ? '' : `\n${guardLines(guards, report.widthColumns)}`;
  const lineCount = `${table}${told}`.split('\n').length;
  const text = `${table}${told}\n${terminalEnd(report, { ...places, lineCount })}`;
  return { stdout: report.isAscii ? asciiText(text) : text, stderr: '' };
}
