import { appendFile } from 'node:fs/promises';
import { STEP_SUMMARY_MAX_BYTES, fitMarkdown } from './markdown-size.ts';

/**
 * Adds the text to the page that GitHub shows for the step; elsewhere it does nothing. A page that cannot be written
 * costs nobody their report.
 *
 * @param render the Markdown; not asked where there is no such page
 *
 * @returns why it could not, or undefined
 */
export async function appendStepSummary(
  environment: Readonly<Record<string, string | undefined>>,
  render: () => string,
): Promise<string | undefined> {
  const file = environment['GITHUB_STEP_SUMMARY'] ?? '';
  if (file === '') return undefined;
  const whole = { title: 'Summary', text: render(), cutRank: 0 };
  try {
    await appendFile(file, fitMarkdown([whole], STEP_SUMMARY_MAX_BYTES, 'the report folder'));
    return undefined;
  } catch (error) {
    return `Cannot write the step summary: ${error instanceof Error ? error.message : String(error)}`;
  }
}
