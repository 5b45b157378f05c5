import { drawHeader } from '../chart-header.ts';
import type { Ink } from '../chart-marks.ts';

/**
 * What a reader may take along: the numbers and each picture, made from what stands in the page. Runs in the page with
 * its types stripped; see `page-script.ts`.
 */
interface SavedCanvas {
  readonly width: number;
  readonly height: number;
  readonly clientWidth: number;
  toBlob(receive: (picture: SavedBlob | null) => void): void;
}

interface NewCanvas extends SavedCanvas {
  width: number;
  height: number;
  getContext(kind: '2d'): Ink['ctx'];
}

interface SavedElement {
  hidden: boolean;
  href: string;
  download: string;
  readonly textContent: string;
  readonly dataset: Record<string, string | undefined>;
  click(): void;
  closest(selector: string): SavedElement | null;
  querySelector(selector: string): SavedElement | null;
  addEventListener(type: 'click', listener: () => void): void;
}

interface SavedBlob {
  readonly size: number;
}

declare const document: {
  readonly documentElement: SavedElement;
  querySelector(selector: string): SavedElement | null;
  querySelectorAll(selector: string): Iterable<SavedElement>;
  createElement(name: 'a'): SavedElement;
  createElement(name: 'canvas'): NewCanvas;
};
declare const URL: { createObjectURL(blob: SavedBlob): string; revokeObjectURL(url: string): void };
declare const Blob: new (parts: readonly string[], options: { readonly type: string }) => SavedBlob;
declare const getComputedStyle: (element: SavedElement) => {
  getPropertyValue(name: string): string;
};

/** What `formats/html.ts` embeds. */
export interface DownloadData {
  /** Of every file, without what follows the dot. */
  readonly fileStem: string;
  /** The object that `--json` prints. */
  readonly json: unknown;
  /** The table at a glance. */
  readonly csv: string;
}

const TITLE_BAND_PX = 58; // title and question, as `drawHeader()` sets them

function saveFile(fileName: string, blob: SavedBlob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = fileName;
  link.click();
  // A browser that has not begun to read it by then never will.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

const saveText = (fileName: string, text: string, type: string): void =>
  saveFile(fileName, new Blob([text], { type: `${type};charset=utf-8` }));

/** The picture as it is shown, below its title and question: it has to stand alone. */
function savePicture(fileName: string, canvas: SavedCanvas, title: string, question: string): void {
  const scale = canvas.width / canvas.clientWidth;
  const whole = document.createElement('canvas');
  whole.width = canvas.width;
  whole.height = canvas.height + Math.round(TITLE_BAND_PX * scale);
  const ctx = whole.getContext('2d');
  const style = getComputedStyle(document.documentElement);
  const [paper = '', ink = '', muted = ''] = ['--paper', '--ink', '--muted'].map((name) =>
    style.getPropertyValue(name),
  );
  ctx.fillStyle = paper;
  ctx.fillRect(0, 0, whole.width, whole.height);
  ctx.scale(scale, scale);
  const dress = { ctx, theme: { '--ink': ink, '--muted': muted }, fontFamily: 'system-ui, sans-serif' };
  drawHeader(dress, { title, question, legend: [], hasTopLabels: false }, canvas.clientWidth);
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  ctx.drawImage(canvas, 0, whole.height - canvas.height);
  whole.toBlob((picture) => {
    if (picture !== null) saveFile(fileName, picture);
  });
}

function saveChart(fileStem: string, button: SavedElement): void {
  const section = button.closest('section');
  const canvas = section?.querySelector('canvas[data-chart]') as (SavedElement & SavedCanvas) | null | undefined;
  if (section === null || section === undefined || canvas === null || canvas === undefined) return;
  const textOf = (part: string): string => section.querySelector(part)?.textContent ?? '';
  savePicture(`${fileStem}-${canvas.dataset['chart'] ?? ''}.png`, canvas, textOf('.title'), textOf('.question'));
}

/** Shows the buttons, which do nothing without scripts and are hidden until then. */
export function offerDownloads(): void {
  const embedded = document.querySelector('#holdup-downloads');
  if (embedded === null) return;
  const { fileStem, json, csv } = JSON.parse(embedded.textContent) as DownloadData;
  const savers: Readonly<Record<string, (button: SavedElement) => void>> = {
    json: () => saveText(`${fileStem}.json`, `${JSON.stringify(json, null, 2)}\n`, 'application/json'),
    csv: () => saveText(`${fileStem}-glance.csv`, csv, 'text/csv'),
    png: (button) => saveChart(fileStem, button),
  };
  for (const button of document.querySelectorAll('[data-download]')) {
    const save = savers[button.dataset['download'] ?? ''];
    if (save === undefined) continue;
    button.hidden = false;
    button.addEventListener('click', () => save(button));
  }
}
