import path from 'node:path';
import { type Guard, type GuardBaseline, GuardError, type GuardResult } from '../stats/compare/guard.ts';
import { RecordError } from '../stats/parse-document.ts';
import { baselineOf } from './baseline.ts';
import { plural } from '../stats/units.ts';
import * as chartList from './charts/index.ts';
import { choosesColor } from './color-choice.ts';
import { EXIT } from './exit-code.ts';
import { loadFaults } from './faults/files.ts';
import { RUNS, shownPath, writeReport } from './files.ts';
import type { FileContent, Format, Report } from './format.ts';
import * as formatList from './formats/index.ts';
import { keepRunDigest } from './gallery/digest-file.ts';
import { galleryHrefOf, renewGallery, writeGallery } from './gallery/files.ts';
import { checkGuards, exitCodeOfGuards, readGuards } from './guard-check.ts';
import { type LoadedRun, loadRun } from './loaded-run.ts';
import { COMMENT_MAX_BYTES, STEP_SUMMARY_MAX_BYTES } from './markdown-size.ts';
import { openPage } from './open-page.ts';
import { loadPageScripts } from './page-script.ts';
import { plainText } from './plain-text.ts';
import { drawPng } from './png-canvas.ts';
import { type ReportPlaces, printedJson, printedTerminal, sizedMarkdown } from './printed-report.ts';
import { type ReportOptions, readReportCommand } from './report-command.ts';
import { ReportError } from './report-error.ts';
import { appendStepSummary } from './step-summary.ts';
import { choosesAscii } from './unicode-choice.ts';

const DEFAULT_COLUMNS = 80;
const BYTES_PER_KB = 1_000;

async function buildReport(
  loaded: LoadedRun,
  earlier: EarlierRun | null,
  folderPath: string,
  options: ReportOptions,
): Promise<Report> {
  const { record, summary, recordPath } = loaded;
  const galleryHref = await galleryHrefOf(folderPath, recordPath);
  const faults = await loadFaults(path.dirname(recordPath));
  return {
    record,
    summary,
    ...(earlier === null ? {} : { baseline: baselineOf(earlier, loaded, shownPath(earlier.recordPath)) }),
    ...(faults === null ? {} : { faults }),
    charts: Object.values(chartList).toSorted((a, b) => a.place - b.place),
    recordPath: shownPath(recordPath),
    ...(galleryHref === undefined ? {} : { galleryHref }),
    widthColumns: process.stdout.columns ?? DEFAULT_COLUMNS,
    hasColor: choosesColor(options.color, process.env, process.stdout.isTTY),
    isAscii: choosesAscii(options.ascii, process.env, process.platform),
    hasPictures: options.png,
    hasSamplesFile: options.csv,
    scripts: await loadPageScripts(),
    drawPng,
  };
}

type EarlierRun = LoadedRun & GuardBaseline;

async function loadBaseline({ baseline, allowMismatch }: ReportOptions): Promise<EarlierRun | null> {
  return baseline === undefined ? null : { ...(await loadRun(baseline)), allowsMismatch: allowMismatch };
}

async function run(place: string, options: ReportOptions): Promise<number> {
  const loaded = await loadRun(place);
  const guards: readonly Guard[] = readGuards(options, loaded);
  const earlier = await loadBaseline(options);
  const guarded = checkGuards(guards, loaded, earlier);
  const folderPath = options.out === undefined ? path.dirname(loaded.recordPath) : path.resolve(options.out);
  const report = await buildReport(loaded, earlier, folderPath, options);
  const formats: readonly Format<FileContent>[] = Object.values(formatList);
  const files = formats
    .filter(({ destination }) => destination === 'folder')
    .flatMap((format) => format.render(report));
  await writeReport(folderPath, files);
  if (report.galleryHref !== undefined) await showInGallery(folderPath, loaded);
  const places: ReportPlaces = {
    pagePath: shownPath(path.join(folderPath, 'index.html')),
    markdownPath: shownPath(path.join(folderPath, 'report.md')),
    reportWords: [shownPath(path.dirname(loaded.recordPath)), ...sameWords(options)],
    isOpened: options.open,
  };
  const { stdout, stderr } = await printed(report, guarded, options, places);
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  await summarizeStep(() => sizedMarkdown(report, guarded, STEP_SUMMARY_MAX_BYTES, places));
  if (options.open) await openInBrowser(path.join(folderPath, 'index.html'));
  return exitCodeOfGuards(guarded, options, [loaded]);
}

/** The flags that make the report what it is. */
const sameWords = ({ out, baseline, allowMismatch, csv, png }: ReportOptions): readonly string[] => [
  ...(out === undefined ? [] : ['--out', out]),
  ...(baseline === undefined ? [] : ['--baseline', baseline]),
  ...(allowMismatch ? ['--allow-mismatch'] : []),
  ...(csv ? ['--csv'] : []),
  ...(png ? [] : ['--no-png']),
];

/** For the person at the prompt, beside what is printed. */
const tell = (text: string): void => {
  process.stderr.write(`${plainText(text)}\n`);
};

const openInBrowser = async (pagePath: string): Promise<void> => {
  tell(await openPage(pagePath, process.env, process.platform));
};

async function showInGallery(folderPath: string, loaded: LoadedRun): Promise<void> {
  await keepRunDigest(loaded.recordPath, loaded);
  await renewGallery(folderPath, tell);
}

async function drawGallery(place: string, options: ReportOptions): Promise<number> {
  const { pagePath, entryCount } = await writeGallery(place === 'latest' ? RUNS : path.resolve(place), tell);
  process.stdout.write(`Gallery of ${plural(entryCount, 'run')}: ${plainText(shownPath(pagePath))}\n`);
  if (options.open) await openInBrowser(pagePath);
  return EXIT.ok;
}

/** What the terminal gets; Markdown for a file is written. */
async function printed(
  report: Report,
  guarded: readonly GuardResult[],
  { json, markdown, maxKb }: ReportOptions,
  places: ReportPlaces,
): Promise<ReturnType<typeof printedTerminal>> {
  if (markdown !== undefined) {
    const maxBytes = maxKb === undefined ? COMMENT_MAX_BYTES : maxKb * BYTES_PER_KB;
    const content = sizedMarkdown(report, guarded, maxBytes, places);
    if (markdown === true) return { ...printedJson(report, guarded), stdout: content };
    const file = path.resolve(markdown);
    await writeReport(
      path.dirname(file),
      [{ path: path.basename(file), content }],
      'Choose another file, and name the record before --markdown',
    );
  }
  return json ? printedJson(report, guarded) : printedTerminal(report, guarded, places);
}

/** Under GitHub Actions the report stands on the page of the run as well; pictures cannot. */
async function summarizeStep(render: () => string): Promise<void> {
  const problem = await appendStepSummary(process.env, render);
  if (problem !== undefined) tell(problem);
}

// Whoever pipes the table into `head` has seen enough; the report is written by then.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

try {
  const { place, options } = readReportCommand();
  const draw = options.gallery ? drawGallery : run;
  process.exitCode = await draw(place, options);
} catch (error) {
  const isTold = [RecordError, ReportError, GuardError].some((one) => error instanceof one);
  if (!isTold) throw error;
  const problem = error as RecordError | ReportError | GuardError;
  process.stderr.write(`${problem.code}: ${plainText(problem.message)}\n`);
  process.exitCode = EXIT.usage;
}
