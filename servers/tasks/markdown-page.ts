import { createHash } from 'node:crypto';
import MarkdownIt from 'markdown-it';
import { type Static, Type } from 'typebox';
import type { Task } from '../task.ts';
import { loadPackageText } from './data-file.ts';

/** The files of docs/Reference in the package fastify, in the order in which 'all' renders them. */
// oxfmt-ignore
const DOCUMENTS = [
  'ContentTypeParser', 'Decorators', 'Encapsulation', 'Errors', 'HTTP2', 'Hooks', 'Index', 'LTS', 'Lifecycle', 'Logging',
  'Middleware', 'Plugins', 'Principles', 'Reply', 'Request', 'Routes', 'Server', 'Type-Providers', 'TypeScript',
  'Validation-and-Serialization', 'Warnings',
] as const;

/** The largest, "all" in 100 passes, costs 3 s, measured on a 2-core AMD EPYC, Node 26.10. */
const inputSchema = Type.Object(
  { document: Type.Enum(['all', ...DOCUMENTS]), passCount: Type.Integer({ minimum: 1, maximum: 100 }) },
  { additionalProperties: false },
);
type MarkdownPageInput = Static<typeof inputSchema>;
type MarkdownPageOutput = {
  readonly headingCount: number;
  readonly linkCount: number;
  readonly codeBlockCount: number;
  readonly listItemCount: number;
  readonly htmlBytes: number;
  readonly htmlSha256: string;
};

const markdown = new MarkdownIt('commonmark');

export const markdownPage = {
  name: 'markdown-page',
  summary: 'Renders a 400 KB manual from Markdown to HTML: much parsing, many small strings, one slice per chapter.',
  contract: `Render the UTF-8 file docs/Reference/<document>.md of the npm package fastify 5.12.8 to HTML as CommonMark 0.31 has it,
raw HTML passed through and without extensions (no tables); "all" is these files in this order: ${DOCUMENTS.join(', ')}. Do this
"passCount" times, keeping nothing from pass to pass. Remove every line feed from the HTML, for renderers differ in those between
blocks. Of the HTML of all documents and passes, one after the other, answer {"headingCount": occurrences of <h1> to <h6>,
"linkCount": of <a href=, "codeBlockCount": of <pre>, "listItemCount": of <li>, "htmlBytes": UTF-8 bytes, "htmlSha256": SHA-256 of
these bytes in lower case hexadecimal}.`,
  inputSchema,
  defaultInput: { document: 'all', passCount: 2 },
  run(input: MarkdownPageInput): MarkdownPageOutput {
    const report = openReport();
    for (const name of chaptersOf(input)) report.add(renderChapter(name));
    return report.close();
  },
  *steps(input: MarkdownPageInput): Generator<void, MarkdownPageOutput> {
    const report = openReport();
    for (const name of chaptersOf(input)) {
      report.add(renderChapter(name));
      yield;
    }
    return report.close();
  },
  // Checked with two other renderers, which agree to the byte: commonmark.js 0.31.2, the reference implementation, and
  // markdown-it-py 4.2 in python3:
  //   import hashlib, re; from markdown_it import MarkdownIt
  //   html = MarkdownIt('commonmark').render(open('LTS.md', newline='').read()).replace('\n', '') * 3
  //   print([len(re.findall(p, html)) for p in ('<h[1-6]>', '<a href=', '<pre>', '<li>')],
  //         len(html.encode()), hashlib.sha256(html.encode()).hexdigest())
  examples: [
    {
      input: { document: 'Errors', passCount: 1 },
      output: {
        headingCount: 10,
        linkCount: 209,
        codeBlockCount: 7,
        listItemCount: 112,
        htmlBytes: 41_842,
        htmlSha256: '1fd75a508fe04a42ef6b53bec527ac730e4767195ba57c46afd57fb96290dea0',
      },
    },
    {
      input: { document: 'LTS', passCount: 3 },
      output: {
        headingCount: 15,
        linkCount: 24,
        codeBlockCount: 0,
        listItemCount: 15,
        htmlBytes: 14_289,
        htmlSha256: '00af881573b8292ffee6f23d774e1b9416c5be423b14c96fbd5002385562d9f5',
      },
    },
    {
      input: { document: 'all', passCount: 2 },
      output: {
        headingCount: 864,
        linkCount: 2_316,
        codeBlockCount: 804,
        listItemCount: 1_510,
        htmlBytes: 924_762,
        htmlSha256: '63a6d320694dedc6143016f26fcd92071f97c243841911ccd21bd8d1acc50055',
      },
    },
  ],
} satisfies Task<MarkdownPageInput, MarkdownPageOutput>;

function chaptersOf({ document, passCount }: MarkdownPageInput): readonly string[] {
  const chapters = document === 'all' ? DOCUMENTS : [document];
  return Array.from({ length: passCount }, () => chapters).flat();
}

const renderChapter = (name: string): string =>
  markdown.render(loadPackageText('fastify', `docs/Reference/${name}.md`)).replaceAll('\n', '');

function openReport() {
  const hash = createHash('sha256');
  const counts = { headingCount: 0, linkCount: 0, codeBlockCount: 0, listItemCount: 0, htmlBytes: 0 };
  return {
    add(html: string): void {
      counts.headingCount += countOf(html, /<h[1-6]>/g);
      counts.linkCount += countOf(html, /<a href=/g);
      counts.codeBlockCount += countOf(html, /<pre>/g);
      counts.listItemCount += countOf(html, /<li>/g);
      counts.htmlBytes += Buffer.byteLength(html);
      hash.update(html);
    },
    close: (): MarkdownPageOutput => ({ ...counts, htmlSha256: hash.digest('hex') }),
  };
}

const countOf = (html: string, pattern: RegExp): number => html.match(pattern)?.length ?? 0;
