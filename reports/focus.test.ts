import { describe, expect, test } from 'vitest';
import { withJobs } from '../stats/examples/example-jobs.ts';
import { withPoison } from '../stats/examples/example-poison.ts';
import { EXAMPLE_TARGETS, exampleRecord } from '../stats/examples/example-record.ts';
import type { RunRecord } from '../stats/record.ts';
import { reportOf } from './example-report.ts';
import { html } from './formats/html.ts';
import { markdown } from './formats/markdown.ts';
import { terminal } from './formats/terminal.ts';
import { columnsOf } from './plain-text.ts';

/** What each format says of a record; the terminal in 80 columns. */
function formats(record: RunRecord): Readonly<Record<'terminal' | 'markdown' | 'html', string>> {
  const report = reportOf(record);
  const [terminalText, markdownText, page] = [terminal, markdown, html].map((format) =>
    String(format.render(report)[0]?.content),
  );
  return { terminal: terminalText ?? '', markdown: markdownText ?? '', html: page ?? '' };
}

const asking = (record: RunRecord, more: Partial<RunRecord['scenario']>): RunRecord => ({
  ...record,
  scenario: { ...record.scenario, ...more },
});

/** The first words, in the order in which they stand. */
const inOrder = (text: string, words: readonly string[]): boolean => {
  const places = words.map((word) => text.indexOf(word));
  return places.every((place, index) => place > (places[index - 1] ?? -1));
};

const tooWide = (text: string): string[] => text.split('\n').filter((line) => columnsOf(line) > 80);

describe('what to expect', () => {
  const expectation = 'One loop makes <everybody> wait.';

  test('stands under the question in every format, as text', () => {
    const record = asking(exampleRecord({ roundCount: 1 }), { expect: expectation });
    const { question } = record.scenario;
    const told = formats(record);
    expect(told.terminal.replaceAll(/\s+/gu, ' ')).toContain(`Question ${question} Expect ${expectation}`);
    expect(told.markdown).toContain(`${question}\n\n*What to expect:* One loop makes &lt;everybody&gt; wait.\n`);
    expect(inOrder(told.html, [question, 'What to expect:</strong> One loop makes &lt;everybody&gt; wait.'])).toBe(
      true,
    );
  });

  test('is left out of a record that does not say', () => {
    const told = formats(exampleRecord({ roundCount: 1 }));
    expect(Object.values(told).filter((text) => /Expect {2}|What to expect/u.test(text))).toEqual([]);
  });
});

describe('a report on jobs', () => {
  const record = asking(withJobs(exampleRecord({ hasStamps: true, roundCount: 1 }), 'thread-pool'), { focus: 'jobs' });

  test.each(['terminal', 'markdown', 'html'] as const)('has accepted, begun and done before any wait in %s', (name) => {
    const text = formats(record)[name];
    const glance = text.slice(
      text.indexOf(name === 'html' ? 'id="glance"' : name === 'terminal' ? 'job is,' : '| Target'),
    );
    expect(inOrder(glance, ['accepted', 'begun', 'done', 'in hand', 'p90'])).toBe(true);
  });

  test('says of a target without jobs that it has none, and tells no time twice in 80 columns', () => {
    const { terminal: text } = formats(record);
    const lines = text.split('\n');
    const blocking = lines.findIndex((line) => line.startsWith('● blocking'));
    expect(lines[blocking]).toMatch(/● blocking +n\/a +n\/a +n\/a +\d+ ms/u);
    expect(lines[blocking + 1]).toContain('no job');
    expect(lines).toContain('The jobs when the load ended');
    expect(text).not.toContain('in hand after');
    expect(tooWide(text)).toEqual([]);
  });
});

test('a report on tasks has tasks per second, the time and the CPU of one before its neighbours’ waits, in 80 columns too', () => {
  const targets = EXAMPLE_TARGETS.map((target) => ({ ...target, name: `${target.name}-per-request` }));
  const told = formats(asking(exampleRecord({ roundCount: 1, targets }), { focus: 'tasks' }));
  const head = told.terminal.split('\n').find((line) => line.startsWith('target'));
  expect(head).toMatch(/^target +tasks\/s +limit +median +task +/u);
  expect(tooWide(told.terminal)).toEqual([]);
  expect(told.markdown).toContain('| Target | tasks/s | of limit | median | CPU/task | memory | warm p50 |');
});

describe('a report on poison', () => {
  const record = withPoison(exampleRecord({ roundCount: 1 }), (targetName, index) =>
    targetName === 'cluster' && index < 3 ? 'broken' : 'failed',
  );
  const told = formats(record);

  test('tells first whether good requests were served and poisoned ones told', () => {
    expect(told.markdown).toMatch(/\| Target \| served right \| told so \| median \|/u);
    expect(told.markdown).toMatch(/\| ● blocking \| 100 % \((\d+) of \1\) \| 100 % \(10 of 10\) \|/u);
    expect(told.markdown).toMatch(/\| ◆ cluster \| 100 % \((\d+) of \1\) \| 70 % \(7 of 10\) \|/u);
    expect(told.html).toContain('served right');
    expect(tooWide(told.terminal)).toEqual([]);
  });

  test('takes an error for the right answer to poison, and nothing else', () => {
    const notOk = (name: string): string | undefined =>
      new RegExp(String.raw`^\| .+ ${name} \|.*\| (\d+[^|]*) \| [^|]+ \| [^|]+ \| 1 valid \|$`, 'mu').exec(
        told.markdown,
      )?.[1];
    expect(notOk('blocking')).toBe('0');
    expect(notOk('cluster')).toBe('3 (broken)');
  });

  test('names the stream by what it is', () => {
    expect(told.terminal).toMatch(/^Poison +2\.0\/s \(even\).*: poison \{/mu);
    expect(told.markdown).toContain('- **Poison**: 2.0/s (even)');
  });
});
