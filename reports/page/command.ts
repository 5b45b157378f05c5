import { escapeHtml } from './escape-html.ts';

/** A command line, with a button that `copy-buttons.ts` shows and serves. @param command raw text */
export const commandHtml = (command: string): string =>
  `<div class="command"><pre>${escapeHtml(command)}</pre><button class="copy" type="button" data-copy hidden>Copy</button></div>`;
