import { escapeHtml } from './escape-html.ts';

/** One part of the page that can be linked. */
export interface PageSection {
  /** Its anchor; kebab-case. */
  readonly id: string;
  /** Raw text. */
  readonly title: string;
  readonly html: string;
}

/** @param title raw text */
const permalink = (id: string, title: string): string =>
  `<a class="permalink" href="#${id}" aria-label="Link to: ${escapeHtml(title)}">#</a>`;

/**
 * @param part raw text, but for `body`, which is HTML; `question` stands below the heading
 */
export function pageSection(part: {
  readonly id: string;
  readonly title: string;
  readonly question?: string;
  readonly body: string;
}): PageSection {
  const { id, title, question = '', body } = part;
  const intro = question === '' ? '' : `\n<p class="question">${escapeHtml(question)}</p>`;
  return {
    id,
    title,
    html: `<section id="${id}"><h2><span class="title">${escapeHtml(title)}</span>&nbsp;${permalink(id, title)}</h2>${intro}
${body}</section>`,
  };
}

export const navigation = (sections: readonly PageSection[]): string =>
  `<nav aria-label="Sections">${sections.map(({ id, title }) => `<a href="#${id}">${escapeHtml(title)}</a>`).join('')}</nav>`;
