import { jsonEscape, plainText } from '../plain-text.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for an element or a quoted attribute. */
export const escapeHtml = (text: string): string =>
  plainText(text).replaceAll(/[&<>"']/gu, (character) => ENTITIES[character] ?? '');

/** JSON for a script element: nothing in it ends the element or opens a comment, and it is the same JSON. */
export const escapeJson = (value: unknown): string =>
  JSON.stringify(value).replaceAll(
    /[<>&\p{Cc}\p{Cf}\u2028\u2029]/gu, // in JSON all of them stand inside strings
    jsonEscape,
  );
