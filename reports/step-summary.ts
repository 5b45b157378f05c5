import { appendFile } from 'node:fs/promises';

/** GitHub takes 1 MiB per step, and drops all of it beyond that. */
const MAX_BYTES = 900_000;

const NOTE = '\n\n*Cut here, as a step summary holds no more. The report folder has all of it.*\n';

/** The Markdown, or its first sections where it is too long; a first section that is too long alone is cut at a line. */
export function stepSummaryText(markdown: string, maxBytes = MAX_BYTES): string {
  if (Buffer.byteLength(markdown) <= maxBytes) return markdown;
  const room = Buffer.from(markdown).subarray(0, Math.max(0, maxBytes - Buffer.byteLength(NOTE)));
  const head = room.toString('utf8');
  const section = head.lastIndexOf('\n## ');
  const end = section > 0 ? section : Math.max(0, head.lastIndexOf('\n'));
  return `${head.slice(0, end).trimEnd()}${NOTE}`;
}

/**
 * Adds the text to the page that GitHub shows for the step; elsewhere it does nothing. A page that cannot be written
 * costs nobody their report.
 *
 * @returns why it could not, or undefined
 */
export async function appendStepSummary(
  environment: Readonly<Record<string, string | undefined>>,
  markdown: string,
): Promise<string | undefined> {
  const file = environment['GITHUB_STEP_SUMMARY'] ?? '';
  if (file === '') return undefined;
  try {
    await appendFile(file, `${stepSummaryText(markdown)}\n`);
    return undefined;
  } catch (error) {
    return `Cannot write the step summary: ${error instanceof Error ? error.message : String(error)}`;
  }
}
