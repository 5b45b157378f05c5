import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { exampleFaultTable } from '../../stats/examples/example-fault-table.ts';
import { parseRecord } from '../../stats/parse-record.ts';
import { summarize } from '../../stats/summary.ts';
import { baselineOf } from '../baseline.ts';
import { FULL_OPTIONS, exampleReport, reportOf } from '../example-report.ts';
import { faultPage } from '../faults/page.ts';
import { loadPageScripts } from '../page-script.ts';
import { type TestPages, openTestPages, renderPage } from '../test-pages.ts';

const scripts = await loadPageScripts();
const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const recordPath = fileURLToPath(new URL('../published/record.json', import.meta.url));
const published = parseRecord(await readFile(recordPath, 'utf8'), recordPath);
const publishedRun = { record: published, summary: summarize(published) };
const baseline = baselineOf({ ...publishedRun, allowsMismatch: false }, publishedRun, 'before/record.json');
const opened = await openTestPages({
  published: renderPage(reportOf(published, { scripts })),
  compared: renderPage(reportOf(published, { scripts, baseline })),
  full: renderPage(exampleReport(FULL_OPTIONS, { scripts, faults: exampleFaultTable })),
  distrusted: renderPage(exampleReport({ selfTest: 'failed', roundCount: 1 }, { scripts })),
  faults: faultPage(exampleFaultTable),
});

afterAll(async () => {
  await opened?.[Symbol.asyncDispose]();
});

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** All rules of axe, colour contrast and best practices included. Run in the page. */
const RUN_AXE = `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)`;

const OPEN_FOLDS = "for (const fold of document.querySelectorAll('details')) fold.open = true";

const told = ({ id, nodes }: Violation): string[] =>
  nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary.replaceAll(/\s+/gu, ' ')}`);

const states = [
  { name: 'published', what: 'with all tables open', fragment: '', script: OPEN_FOLDS },
  {
    name: 'published',
    what: 'at a linked view',
    fragment: '#hide=cluster&sort=warm-p99.desc&at=1.5s&target=blocking',
    script: '',
  },
  { name: 'compared', what: 'against a baseline, with nothing opened', fragment: '', script: '' },
  { name: 'full', what: 'with a hostile name, all tables open', fragment: '', script: OPEN_FOLDS },
  { name: 'distrusted', what: 'NOT TRUSTED, all tables open', fragment: '', script: OPEN_FOLDS },
  { name: 'faults', what: 'with all evidence open', fragment: '', script: OPEN_FOLDS },
];
const looks = [
  { colorScheme: 'light', width: 1_280 },
  { colorScheme: 'light', width: 390 },
  { colorScheme: 'dark', width: 1_280 },
  { colorScheme: 'dark', width: 390 },
] as const;

describe.skipIf(opened === null)('axe finds nothing wrong', () => {
  const pages = opened as TestPages;

  test.each(states.flatMap((state) => looks.map((look) => ({ ...state, ...look }))))(
    'with the page $name, $what, $colorScheme, $width px wide',
    async ({ name, fragment, script, colorScheme, width }) => {
      const viewport = { width, height: 900 };
      await using visited = await pages.visit(name, { colorScheme, viewport }, fragment);
      await visited.page.evaluate(script);
      await visited.page.evaluate(axeSource);
      const violations = await visited.page.evaluate<Violation[]>(RUN_AXE);
      expect(violations.flatMap(told)).toEqual([]);
    },
  );
});
