import { createHash } from 'node:crypto';
import { escapeHtml } from './escape-html.ts';

/** Everything around the body of a page: one file that opens offline and asks nobody for anything. */
export interface PageDocument {
  /** Raw text. */
  readonly title: string;
  readonly style: string;
  /** HTML inside `main`. */
  readonly main: string;
  /** Data for the scripts, by the id of its element: JSON that `escapeJson()` made. */
  readonly data?: Readonly<Record<string, string>>;
  /** JavaScript to run, in this order; the kind of each is what its script element says. */
  readonly scripts?: readonly { readonly kind: 'classic' | 'module'; readonly code: string }[];
  /** Whom its scripts may ask: the server that it came from. Absent: nobody. */
  readonly connects?: 'self';
}

/** What a Content-Security-Policy names an inline script or style by. */
const hashSource = (content: string): string => `'sha256-${createHash('sha256').update(content).digest('base64')}'`;

/** Nothing may be loaded, from anywhere; only the scripts and the style that stand in the page may run. */
function policyOf({ style, scripts = [], connects }: PageDocument): string {
  const hashes = scripts.map(({ code }) => hashSource(code)).join(' ');
  return [
    "default-src 'none'",
    ...(hashes === '' ? [] : [`script-src ${hashes}`]),
    `style-src ${hashSource(style)}`,
    ...(connects === undefined ? [] : [`connect-src '${connects}'`]),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

export function pageDocument(page: PageDocument): string {
  const { title, style, main, data = {}, scripts = [] } = page;
  const carried = [
    ...Object.entries(data).map(([id, json]) => `<script type="application/json" id="${id}">${json}</script>`),
    ...scripts.map(({ kind, code }) => `<script${kind === 'module' ? ' type="module"' : ''}>${code}</script>`),
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyOf(page)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
${main}
</main>
${carried.map((element) => `${element}\n`).join('')}</body>
</html>
`;
}
