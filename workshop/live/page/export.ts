import { type Canvas, Blob, type SavedBlob, URL, document } from './browser.ts';

/** What a viewer may take along. Runs in the page with its types stripped. */
const REVOKE_MS = 60_000; // a browser that has not begun to read it by then never will

function saveFile(fileName: string, blob: SavedBlob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = fileName;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), REVOKE_MS);
}

export const saveJson = (fileName: string, value: unknown): void =>
  saveFile(fileName, new Blob([`${JSON.stringify(value, null, 2)}\n`], { type: 'application/json;charset=utf-8' }));

export const saveHtml = (fileName: string, html: string): void =>
  saveFile(fileName, new Blob([html], { type: 'text/html;charset=utf-8' }));

/** @param draw is given the canvas in its real size */
export function savePng(fileName: string, widthPx: number, heightPx: number, draw: (canvas: Canvas) => void): void {
  const canvas = document.createElement('canvas');
  canvas.width = widthPx;
  canvas.height = heightPx;
  draw(canvas);
  canvas.toBlob((picture) => {
    if (picture !== null) saveFile(fileName, picture);
  });
}
