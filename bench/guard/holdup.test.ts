import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseGuard } from '../../stats/compare/guard.ts';

const textOf = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

interface Step {
  readonly name: string;
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}

const workflow = parse(textOf('holdup.yml')) as {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: unknown;
  readonly jobs: { readonly guard: { readonly steps: readonly Step[] } };
};
const { steps } = workflow.jobs.guard;
const known = {
  targetNames: ['blocking', 'thread-pool'],
  streamNames: ['heavy', 'neighbour-warm', 'neighbour-cold'],
  levelNames: ['80'],
};

test('the workflow runs on pull requests and pushes, and may only read', () => {
  expect(Object.keys(workflow.on)).toEqual(['pull_request', 'push']);
  expect(workflow.permissions).toEqual({ contents: 'read' });
});

test('it installs, restores a baseline, measures, and keeps the report even of a failure', () => {
  expect(steps.map(({ uses, run }) => uses?.split('@')[0] ?? run?.match(/npm ci|npm run bench|cp /u)?.[0])).toEqual([
    'actions/checkout',
    'actions/setup-node',
    'npm ci',
    'actions/cache/restore',
    'npm run bench',
    'actions/upload-artifact',
    'cp ',
    'actions/cache/save',
  ]);
  expect(steps.find(({ uses }) => uses?.startsWith('actions/upload-artifact'))).toMatchObject({
    if: 'always()',
    with: { path: 'holdup-run' },
  });
});

test('every step is an action at a version, or a command, not both', () => {
  for (const { uses, run } of steps) expect((uses === undefined) !== (run === undefined)).toBe(true);
  for (const action of steps.flatMap(({ uses }) => uses ?? [])) expect(action).toMatch(/^actions\/[\w/-]+@v\d+$/u);
});

test('its guards can be read, and so can those of the page', () => {
  const inWorkflow = [...textOf('holdup.yml').matchAll(/--fail-on '(.+?)'/gu)].map(([, text = '']) => text);
  const inPage = [...textOf('README.md').matchAll(/^\| `([^`]+)`/gmu)].map(([, text = '']) => text);
  expect([inWorkflow.length, inPage.length]).toEqual([2, 5]);
  for (const text of [...inWorkflow, ...inPage]) expect(parseGuard(text, known).text).toBe(text);
});
