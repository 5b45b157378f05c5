import { readFile } from 'node:fs/promises';
import { createRequire, stripTypeScriptTypes } from 'node:module';
import path from 'node:path';
import type { PageScripts } from './format.ts';

/** Each after those that it imports: in the page they are one module. */
const PAGE_FILES = [
  'chart-marks.ts',
  'chart-header.ts',
  'chart-gaps.ts',
  'chart-annotations.ts',
  'chart-runtime.ts',
  'page/fragment.ts',
  'page/hide-targets.ts',
  'page/heartbeat.ts',
  'page/instant-cursor.ts',
  'page/tabs.ts',
  'page/pictures.ts',
  'page/instant-walk.ts',
  'page/folds.ts',
  'page/target-chips.ts',
  'page/copy-link.ts',
  'page/sort-table.ts',
  'page/copy-buttons.ts',
  'page/downloads.ts',
  'page/page.ts',
];

/** An import may span lines; what it names stands above it in the same module. */
const IMPORTS = /^import [^;]*;$/gmu;
const EXPORTS = /^export (?=async|const|declare|function|interface|type)/gmu;

/** Node marks the function as experimental, and would say so to everybody who asks for a report. */
function withoutWarnings<Result>(run: () => Result): Result {
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = () => undefined;
  try {
    return run();
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** TypeScript as one piece of JavaScript, without types, imports and exports. */
export function pageModule(sources: readonly string[]): string {
  const plain = sources.map((source) => source.replaceAll(IMPORTS, '').replaceAll(EXPORTS, ''));
  return withoutWarnings(() => plain.map((source) => stripTypeScriptTypes(source)))
    .join('\n')
    .replaceAll(/[ \t]+$/gmu, '')
    .replaceAll(/\n{2,}/gu, '\n');
}

/** Reads what the page carries: Chart.js' own bundle for browsers, and the files that the PNGs are drawn with. */
export async function loadPageScripts(): Promise<PageScripts> {
  const require = createRequire(import.meta.url);
  const chartJsPath = path.join(path.dirname(require.resolve('chart.js')), 'chart.umd.min.js');
  const [chartJs, ...sources] = await Promise.all([
    readFile(chartJsPath, 'utf8'),
    ...PAGE_FILES.map((file) => readFile(new URL(file, import.meta.url), 'utf8')),
  ]);
  return { chartJs: chartJs.replace(/^\/\/# sourceMappingURL=.*$/mu, ''), page: pageModule(sources) };
}
