import { plainText } from './plain-text.ts';

/**
 * Text that no renderer of Markdown reads as anything else. Brackets are left alone unless they would make a link, so
 * that intervals stay readable in the source.
 */
export const escapeMarkdown = (text: string): string =>
  plainText(text)
    .replaceAll(/[\\`*|~$]/gu, String.raw`\$&`)
    .replaceAll(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, String.raw`\_`)
    .replaceAll(/(?<=\])(?=[([:])/gu, '\\')
    .replaceAll('!', String.raw`\!`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('://', ':&#47;/') // or GitHub makes a link of it
    .replaceAll('@', '&#64;') // or GitHub tells a person of that name
    .replaceAll(/^(?=[#+=-])|^(\d+)(?=[.)](?:\s|$))/gu, '$1\\');

/** A code span; its fence is longer than any run of backticks inside. */
export function codeSpan(text: string): string {
  const shown = plainText(text);
  const longest = Math.max(0, ...(shown.match(/`+/gu) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  return longest === 0 ? `\`${shown}\`` : `${fence} ${shown} ${fence}`;
}
