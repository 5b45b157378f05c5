import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { GLOSSARY } from '../reports/glossary.ts';
import { scenarioByName } from '../scenarios/list.ts';
import { ERRORS } from '../servers/errors.ts';
import { loadStrategy, strategyNames } from '../servers/strategies/index.ts';
import { tasks } from '../servers/tasks/list.ts';
import { GATES, GATE_NAMES, formatGateValue } from '../stats/gates/gate-limits.ts';
import { parseRecord } from '../stats/parse-record.ts';
import { summarize } from '../stats/summary.ts';
import { folderName, loadLessonText } from '../workshop/lesson-text.ts';
import * as workshopLessons from '../workshop/lessons/index.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const textOf = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
const readme = textOf('README.md');
const packageJson = JSON.parse(textOf('package.json')) as {
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
};

/** The rows of Markdown tables whose first cell is a name in backquotes: name -> second cells. A task and a scenario may share a name. */
function tableRows(page: string): ReadonlyMap<string, readonly string[]> {
  const rows = [...page.matchAll(/^\| `([\w-]+)`\s*\| (.*?)\s*\|/gm)];
  const byName = Map.groupBy(rows, ([, name = '']) => name);
  return new Map([...byName].map(([name, found]) => [name, found.map(([, , cell = '']) => cell)]));
}

describe('README.md', () => {
  test('has a row for every strategy, with its own summary', async () => {
    for (const name of strategyNames) expect(tableRows(readme).get(name)).toEqual([(await loadStrategy(name)).summary]);
  });

  test('has a row for every task, with its own summary', () => {
    for (const { name, summary } of tasks) expect(tableRows(readme).get(name)).toContain(summary);
  });

  test('has a row for every scenario, with its question', () => {
    for (const { name, question } of scenarioByName.values()) expect(tableRows(readme).get(name)).toContain(question);
  });
});

test('README.md has a row for every lesson, with its title and minutes', async () => {
  const lessons = await Promise.all(
    Object.values(workshopLessons).map(async (lesson) => ({ lesson, text: await loadLessonText(lesson) })),
  );
  for (const { lesson, text } of lessons)
    expect(readme.replaceAll(/ +/g, ' ')).toContain(
      `| ${lesson.number} | [${text.title}](workshop/lessons/${folderName(lesson)}/README.md) | ${text.minutes} |`,
    );
});

describe('the words of a report', () => {
  const entries = GLOSSARY.map(({ name, text }) => `- **${name}**: ${text}`);
  const explained = (page: string, heading: string): string[] =>
    (page.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('- **'));

  test('stand in reports/reading.md, all of them', () => {
    expect(explained(textOf('reports/reading.md'), 'All the words')).toEqual(entries);
  });

  test('are explained by README.md as the report does', () => {
    const told = explained(readme, 'Glossary');
    expect(told.length).toBeGreaterThan(5);
    expect(told.filter((line) => !entries.includes(line))).toEqual([]);
  });
});

test('every picture in the pages for users says what is seen, and weighs little', () => {
  const pictures = ['README.md', 'reports/reading.md', 'bench/recipes.md'].flatMap((page) =>
    [...textOf(page).matchAll(/!\[([^\]]*)\]\(([^)]+)\)/g)].map(([, alt = '', file = '']) => ({
      file: path.join(path.dirname(page), file),
      alt,
    })),
  );
  expect(pictures.length).toBeGreaterThan(5);
  expect(pictures.filter(({ alt }) => alt.length < 80)).toEqual([]);
  const ofReading = pictures.filter(({ file }) => file.startsWith(path.join('reports', 'reading')));
  expect(ofReading.filter(({ file }) => statSync(path.join(ROOT, file)).size > 120_000)).toEqual([]);
});

test('bench/method.md has a row for every gate, with its limit and the reason for it', () => {
  const page = textOf('bench/method.md').replaceAll(/ +/g, ' ');
  for (const name of GATE_NAMES) {
    const { title, limit, exception, failsWhen, reason } = GATES[name];
    const fails = `${failsWhen} ${formatGateValue(name, limit)}${exception === undefined ? '' : `; ${exception}`}`;
    expect(page).toContain(`| \`${name}\` | ${title} | ${fails} | ${reason} |`);
  }
});

describe('reports/published', () => {
  test('has a record that this version reads, of a run that is whole and was made from a commit', () => {
    const record = parseRecord(textOf('reports/published/record.json'));
    expect(record).toMatchObject({ status: 'complete', isQuick: false, isVerified: true });
    expect(record.machine.gitCommit).toMatch(/^[0-9a-f]{12}$/);
  });

  test('begins with the sentence that README.md quotes', () => {
    const oneLine = (text: string): string => text.replaceAll(/^> ?/gm, '').replaceAll(/\s+/g, ' ');
    const { verdict } = summarize(parseRecord(textOf('reports/published/record.json')));
    expect(oneLine(readme)).toContain(verdict);
    expect(textOf('reports/published/report.md').split('\n')[0]).toContain(verdict);
  });
});

/** The files of all npm scripts that take flags. */
const commandEntries = Object.entries(packageJson.scripts).flatMap(([name, script]) => {
  const [, entry] = /^node (\S+\.ts)$/.exec(script) ?? [];
  return entry === undefined || name.startsWith('docs:') ? [] : [entry]; // those that make pages take none
});

const help = (entry: string): string =>
  execFileSync(process.execPath, [path.join(ROOT, entry), '--help'], { encoding: 'utf8' });
const knownFlags = new Set(
  commandEntries
    .map(help)
    .join('')
    .match(/--[\w-]+/g),
);

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'bench/method.md',
  'bench/bias.md',
  'bench/guard/README.md',
  'bench/recipes.md',
  'reports/reading.md',
  'servers/errors.md',
  'servers/queue/queue.md',
  'workshop/instructor/README.md',
  'workshop/instructor/agenda.md',
  'workshop/instructor/setup-mail.md',
  'workshop/instructor/handout.md',
];

describe.each(pages)('%s', (page) => {
  const text = textOf(page);

  test('names npm scripts that exist', () => {
    const names = [...text.matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, name = '']) => name);
    for (const name of names) expect(packageJson.scripts).toHaveProperty([name]);
  });

  test('links to files that exist', () => {
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link = '']) => link);
    for (const link of links)
      expect({ link, exists: existsSync(path.join(ROOT, path.dirname(page), link)) }).toEqual({ link, exists: true });
  });

  test('names flags that a command has', () => {
    const notOurs = new Set(['--silent', '--appendonly', '--no-opt']); // npm's, Redis', V8's
    const named = [...text.matchAll(/(?<![\w|-])--[a-z][\w-]*/g)].map(([flag]) => flag);
    expect(named.filter((flag) => !knownFlags.has(flag) && !notOurs.has(flag))).toEqual([]);
  });
});

test('every code in the house has its row in servers/errors.ts, and each row is used', () => {
  const sources = globSync('{servers,scenarios,stats,bench,reports,workshop}/**/*.ts', { cwd: ROOT }).filter(
    (file) => !file.endsWith('.test.ts') && path.basename(file) !== 'errors.ts' && !file.includes('example'),
  );
  const used = new Set(sources.flatMap((file) => textOf(file).match(/(?<=')ERR_[A-Z_]+(?=')/g) ?? []));
  expect([...used].toSorted((a, b) => a.localeCompare(b))).toEqual(
    Object.keys(ERRORS).toSorted((a, b) => a.localeCompare(b)),
  );
});

describe('the lock file', () => {
  const lock = JSON.parse(textOf('package-lock.json')) as {
    readonly packages: Readonly<Record<string, { readonly resolved?: string; readonly version: string }>>;
  };
  const names = Object.keys(lock.packages);

  test('records no download addresses', () => {
    expect(Object.values(lock.packages).filter(({ resolved }) => resolved?.startsWith('http'))).toEqual([]);
  });

  test.each(['darwin-arm64', 'win32-x64'])('has every package with binaries for %s too', (platform) => {
    const forLinux = names.filter((name) => /linux-x64(?:-gnu)?$/.test(name));
    expect(forLinux.length).toBeGreaterThan(4);
    const without = forLinux.filter((name) => {
      const stem = name.replace(/linux-x64(?:-gnu)?$/, platform);
      return !names.some((other) => other === stem || other === `${stem}-msvc`);
    });
    expect(without).toEqual([]);
  });

  test('and package.json name exact versions', () => {
    const versions = Object.values({ ...packageJson.dependencies, ...packageJson.devDependencies });
    expect(versions.filter((version) => !/^(?:npm:@[\w-]+\/[\w-]+@)?\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });
});

test('no text file holds an absolute path of a machine', () => {
  const files = globSync(
    '{*,.ci/*,{servers,scenarios,stats,bench,reports,workshop,tests}/**/*}.{ts,md,json,html,svg}',
    {
      cwd: ROOT,
      exclude: (file) => file.includes('node_modules') || file.startsWith(path.join('reports', 'runs')),
    },
  );
  expect(files.length).toBeGreaterThan(50);
  const machinePath = /(?<![\w.])\/(?:home|root|work|Users)\/[A-Za-z]/;
  expect(files.filter((file) => machinePath.test(textOf(file)))).toEqual([]);
});
