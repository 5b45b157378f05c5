/** A part of a page of Markdown that can be left out as a whole. */
export interface MarkdownSection {
  /** What a reader would look for. */
  readonly title: string;
  readonly text: string;
  /** Of a page that is too long, the highest go first. Those of 0 stay. */
  readonly cutRank: number;
}

/**
 * GitHub takes 65,536 characters of a comment, and rejects a longer one; a character has at least one byte. It takes 1 MiB
 * of a step's summary, and drops all of it beyond that.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#adding-a-job-summary
 */
export const COMMENT_MAX_BYTES = 60_000;
export const STEP_SUMMARY_MAX_BYTES = 900_000;

const bytesOf = (text: string): number => Buffer.byteLength(text);

/** Text that ends where a paragraph, a list or a table does; a first one that is too long alone ends at a line. */
function cutAtBlock(text: string, maxBytes: number): string {
  if (bytesOf(text) <= maxBytes) return text;
  // A character that the limit cuts in two becomes U+FFFD.
  const head = Buffer.from(text)
    .subarray(0, Math.max(0, maxBytes))
    .toString('utf8')
    .replace(/\uFFFD$/u, '');
  const block = head.lastIndexOf('\n\n');
  const line = head.lastIndexOf('\n');
  return head.slice(0, block > 0 ? block : line > 0 ? line : head.length).trimEnd();
}

const joined = (sections: readonly MarkdownSection[]): string => sections.map(({ text }) => text.trim()).join('\n\n');

/** The section that goes first: of those with the highest rank the last. */
function nextCut(sections: readonly MarkdownSection[]): MarkdownSection | undefined {
  const highest = sections.reduce((rank, section) => Math.max(rank, section.cutRank), 0);
  return highest === 0 ? undefined : sections.findLast(({ cutRank }) => cutRank === highest);
}

/**
 * The page, or as many of its sections as have room, and which are missing. No table is ever cut in two.
 *
 * @param whole where all of it is, as Markdown
 */
export function fitMarkdown(sections: readonly MarkdownSection[], maxBytes: number, whole: string): string {
  let kept = sections;
  let text = `${joined(kept)}\n`;
  const cut: MarkdownSection[] = [];
  const note = (): string => {
    const titles = sections.filter((section) => cut.includes(section)).map(({ title }) => title);
    return `*Cut to ${Number((maxBytes / 1_000).toFixed(1))} kB, without: ${titles.join(', ') || 'the rest'}. All of it is in ${whole}.*`;
  };
  while (bytesOf(text) > maxBytes) {
    const next = nextCut(kept);
    if (next === undefined) return `${cutAtBlock(joined(kept), maxBytes - bytesOf(`\n\n${note()}\n`))}\n\n${note()}\n`;
    cut.push(next);
    kept = kept.filter((section) => section !== next);
    text = `${joined(kept)}\n\n${note()}\n`;
  }
  return text;
}
