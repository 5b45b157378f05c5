import { expect, test } from 'vitest';
import { URL_EXAMPLE_TARGET } from '../stats/examples/example-record.ts';
import { FULL_OPTIONS, exampleReport } from './example-report.ts';
import { markdownSections } from './formats/markdown.ts';
import { COMMENT_MAX_BYTES, type MarkdownSection, fitMarkdown } from './markdown-size.ts';

const TABLE = ['| a | b |', '| :-- | --: |', ...Array.from({ length: 20 }, (_, row) => `| row ${row} | ${row} |`)];

const section = (title: string, text: string, cutRank: number): MarkdownSection => ({ title, text, cutRank });

const SECTIONS: readonly MarkdownSection[] = [
  section('Verdict', '# Title', 0),
  section('Glance', TABLE.join('\n'), 1),
  section('Chart', `## Chart\n\n${'chart '.repeat(60)}`, 2),
  section('Glossary', `## Glossary\n\n${'word '.repeat(60)}`, 2),
  section('Repeat', '## Repeat', 1),
];
const WHOLE = SECTIONS.map(({ text }) => text.trim()).join('\n\n');

test('fitMarkdown() leaves a short page alone', () => {
  expect(fitMarkdown(SECTIONS, 10_000, '`report.md`')).toBe(`${WHOLE}\n`);
});

test.each([
  { maxBytes: 1_000, titles: 'Glossary', kept: ['# Title', '| row 19 |', '## Chart', '## Repeat'] },
  { maxBytes: 600, titles: 'Chart, Glossary', kept: ['# Title', '| row 19 |', '## Repeat'] },
  { maxBytes: 350, titles: 'Glance, Chart, Glossary, Repeat', kept: ['# Title'] },
])('fitMarkdown() to $maxBytes leaves out $titles, whole, and says so', ({ maxBytes, titles, kept }) => {
  const text = fitMarkdown(SECTIONS, maxBytes, '`report.md`');
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(maxBytes);
  expect(text).toContain(`without: ${titles}. All of it is in \`report.md\`.*\n`);
  for (const part of kept) expect(text).toContain(part);
  expect(text.includes('| row 0 |')).toBe(text.includes('| row 19 |'));
});

test('fitMarkdown() cuts what may not be left out where a paragraph ends, and never inside a table', () => {
  const long = [section('Verdict', `# Ü\n\n${'ü'.repeat(40)}\n\n${TABLE.join('\n')}`, 0)];
  const text = fitMarkdown(long, 300, 'report.md');
  expect(text).toBe(`# Ü\n\n${'ü'.repeat(40)}\n\n*Cut to 0.3 kB, without: the rest. All of it is in report.md.*\n`);
});

test.each([{ maxBytes: 1_001 }, { maxBytes: 1_002 }])(
  'fitMarkdown() to $maxBytes cuts no character in two',
  ({ maxBytes }) => {
    const text = fitMarkdown([section('Verdict', `# ${'é'.repeat(5_000)}`, 0)], maxBytes, 'report.md');
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(maxBytes);
    expect(text).toMatch(/^# é+\n\n\*Cut/u);
  },
);

test('a report with every table fits into a comment: it keeps verdict, table and command, and cuts the tables behind the numbers first', () => {
  const targets = Array.from({ length: 24 }, (_, index) => ({
    ...URL_EXAMPLE_TARGET,
    name: `server-${index}-${'long-name-'.repeat(8)}`,
  }));
  const report = exampleReport({ ...FULL_OPTIONS, targets, roundCount: 1 });
  const sections = markdownSections({ ...report, hasPictures: false });
  const whole = fitMarkdown(sections, Infinity, 'report.md');
  expect(Buffer.byteLength(whole)).toBeGreaterThan(COMMENT_MAX_BYTES);
  const comment = fitMarkdown(sections, COMMENT_MAX_BYTES, '`report.md`');
  expect(comment.length).toBeLessThanOrEqual(65_536);
  expect(comment).toMatch(/^# .+\n/u);
  for (const title of ['| Target |', '## Repeat it']) expect(comment).toContain(title);
  expect(comment).not.toContain('## Behind the numbers');
  expect(comment).toMatch(/\*Cut to 60 kB, without: .*Behind the numbers.*All of it is in `report\.md`\.\*\n$/u);
});
