import type { FaultTable } from '../stats/faults/fault-table.ts';
import type { RunRecord } from '../stats/record.ts';
import type { Summary } from '../stats/summary.ts';
import type { Baseline } from './baseline.ts';
import type { Chart, ChartConfiguration } from './chart.ts';

/** All that a format may show, and how. Nothing in it touches a file. */
export interface Report {
  readonly record: RunRecord;
  readonly summary: Summary;
  /** In the order in which they are shown. */
  readonly charts: readonly Chart[];
  /** What survived, where a fault table lies beside the record. */
  readonly faults?: FaultTable;
  /** An earlier run, where one was named, and what has changed since. */
  readonly baseline?: Baseline;
  /** The record's file, as the reader would type it. */
  readonly recordPath: string;
  /** From the report's folder to the page of all runs, where it is one of those. */
  readonly galleryHref?: string;
  /** Columns of the terminal. */
  readonly widthColumns: number;
  readonly hasColor: boolean;
  /** Whether only ASCII may be printed, as the terminal shows nothing else. */
  readonly isAscii: boolean;
  /** Whether the PNGs are drawn too, so that others may link to them. */
  readonly hasPictures: boolean;
  /** Whether samples.csv is written too, so that others may name it. */
  readonly hasSamplesFile: boolean;
  readonly scripts: PageScripts;
  readonly drawPng: (configuration: ChartConfiguration, title: string, question: string) => Uint8Array;
}

/** JavaScript that the page carries inside. */
export interface PageScripts {
  /** Chart.js, which defines a global `Chart`. */
  readonly chartJs: string;
  /** Our own module. */
  readonly page: string;
}

/** In pieces where the whole would take too much memory. */
export type FileContent = string | Uint8Array | Iterable<string>;

export interface ReportFile<Content extends FileContent = string | Uint8Array> {
  /** Relative to the report's folder, with forward slashes. */
  readonly path: string;
  readonly content: Content;
}

/** One way to show a report. Its first line is the verdict. */
export interface Format<Content extends FileContent = string | Uint8Array> {
  readonly name: string;
  readonly summary: string;
  /** Formats for `stdout` give one file, which is printed. */
  readonly destination: 'folder' | 'stdout';
  /** Pure: the same report always gives the same files. */
  render(report: Report): readonly ReportFile<Content>[];
}
