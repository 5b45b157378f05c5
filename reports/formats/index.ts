export { csv } from './csv.ts';
export { html } from './html.ts';
export { json } from './json.ts';
export { markdown } from './markdown.ts';
export { png } from './png.ts';
export { terminal } from './terminal.ts';
