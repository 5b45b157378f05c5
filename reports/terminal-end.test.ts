import { expect, test } from 'vitest';
import { exampleReport } from './example-report.ts';
import { columnsOf } from './plain-text.ts';
import { terminalEnd } from './terminal-end.ts';

const end = { pagePath: 'reports/runs/x/index.html', reportWords: ['reports/runs/x'], isOpened: false, lineCount: 40 };

test('terminalEnd() names the report and what to type next', () => {
  expect(terminalEnd(exampleReport({ selfTest: 'passed' }), end)).toMatch(
    /^Report: reports\/runs\/x\/index\.html\nNext: npm run .+\n$/u,
  );
});

test('terminalEnd() tells the verdict again once it is out of sight, and whether it is to be trusted', () => {
  const report = exampleReport();
  const long = terminalEnd(report, { ...end, lineCount: 41 });
  expect(long.replaceAll(/\s+/gu, ' ')).toContain(`${report.summary.verdict} Report: `);
  expect(terminalEnd(report, end)).not.toContain('While');
  const failed = exampleReport({ selfTest: 'failed', roundCount: 1 });
  expect(terminalEnd(failed, { ...end, lineCount: 41 })).toMatch(/^NOT TRUSTED: While/u);
});

test('terminalEnd() keeps a long command within its columns, ready to be copied', () => {
  const report = exampleReport({ roundCount: 1 });
  const command = `npm run bench -- ${'--target http://127.0.0.1:8080 '.repeat(6)}--seed 7`;
  const text = terminalEnd({ ...report, record: { ...report.record, command } }, end);
  const lines = text.trimEnd().split('\n');
  expect(lines.filter((line) => columnsOf(line) > 80)).toEqual([]);
  expect(lines.slice(1, -1).every((line) => line.endsWith(' \\'))).toBe(true);
  expect(lines.at(-1)).toMatch(/--rounds 6$/u);
});
