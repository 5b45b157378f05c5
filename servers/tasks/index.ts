export { autoLevels } from './auto-levels.ts';
export { csvReport } from './csv-report.ts';
export { jsonRoundtrip } from './json-roundtrip.ts';
export { markdownPage } from './markdown-page.ts';
export { passwordHash } from './password-hash.ts';
export { poison } from './poison.ts';
export { spin } from './spin.ts';
