import MarkdownIt from 'markdown-it';

/** Raw HTML in the Markdown is shown as text. */
const markdown = new MarkdownIt({ html: false });

/** @param headingShift how many levels deeper its headings are, so that they fit below those of the page */
export const markdownHtml = (text: string, headingShift = 0): string =>
  markdown
    .render(text)
    .replaceAll(/<(\/?)h([1-6])>/g, (_, end: string, level: string) => `<${end}h${Number(level) + headingShift}>`)
    .replaceAll('<th>', '<th scope="col">')
    .trim();

/** Without a paragraph around it, for a title or a cell. */
export const markdownInline = (text: string): string => markdown.renderInline(text);
