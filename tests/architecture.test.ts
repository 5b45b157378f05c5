import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const ROOMS = ['servers', 'scenarios', 'stats', 'bench', 'reports', 'workshop'] as const;
type Room = (typeof ROOMS)[number];

/** What a room may import from others: whole rooms, single files, or files for their types only. */
const MAY_IMPORT: Readonly<Record<Room, readonly string[]>> = {
  servers: [],
  scenarios: ['type servers/'],
  stats: ['type scenarios/', 'type servers/'],
  bench: [
    'type servers/',
    'servers/errors.ts',
    'servers/arguments.ts',
    'servers/telemetry.ts',
    'servers/temporary-folder.ts',
    // Names, inputs and known answers of tasks; names of strategies, which load lazily.
    'servers/run-task.ts',
    'servers/tasks/list.ts',
    'servers/strategies/index.ts',
    // Places and URLs are read in one way in all rooms.
    'servers/own-task/typed-path.ts',
    'servers/queue/queue-url.ts',
    // The fault table kills a real one.
    'servers/queue/redis-process.ts',
    'scenarios/',
    'stats/',
  ],
  reports: ['type scenarios/', 'stats/'],
  workshop: [
    'scenarios/',
    'stats/',
    'bench/',
    'reports/',
    // Codes, flags, the clock that processes share and what the system tells of them are the same in all rooms.
    'servers/errors.ts',
    'servers/arguments.ts',
    'servers/process-stat.ts',
    'servers/telemetry.ts',
    'servers/temporary-folder.ts',
  ],
};

interface Import {
  readonly from: string;
  readonly to: string;
  readonly isType: boolean;
}

/** Every import of the house's own code. Tests may look anywhere. */
const imports: readonly Import[] = globSync(`{${ROOMS.join(',')}}/**/*.ts`, { cwd: ROOT })
  .map((file) => file.replaceAll(path.sep, '/'))
  .filter((file) => !file.endsWith('.test.ts') && !file.startsWith('reports/runs/'))
  .flatMap((from) =>
    [
      ...readFileSync(path.join(ROOT, from), 'utf8').matchAll(
        /^(?:import|export)\b(?<what>[^;]*?)\bfrom '(?<to>[^']+)';|import\('(?<lazy>[^']+)'\)/gm,
      ),
    ].map(({ groups = {} }) => ({
      from,
      to: (groups['to'] ?? groups['lazy'] ?? '').startsWith('.')
        ? path.posix.join(path.posix.dirname(from), groups['to'] ?? groups['lazy'] ?? '')
        : (groups['to'] ?? ''),
      isType:
        (groups['what'] ?? '').trimStart().startsWith('type ') ||
        /^\s*\{(?:\s*type [^,}]+,?)+\s*\}/.test(groups['what'] ?? ''),
    })),
  );

const roomOf = (file: string): Room | undefined => ROOMS.find((room) => file.startsWith(`${room}/`));

function isAllowed({ from, to, isType }: Import): boolean {
  const room = roomOf(from);
  const other = roomOf(to);
  if (room === undefined || other === undefined || room === other) return true;
  return MAY_IMPORT[room].some((rule) =>
    rule.startsWith('type ') ? isType && to.startsWith(rule.slice(5)) : to.startsWith(rule),
  );
}

test('there are imports to look at', () => {
  expect(imports.length).toBeGreaterThan(100);
});

test('no room imports what its row of the table does not list', () => {
  expect(imports.filter((one) => !isAllowed(one)).map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
});

test('stats and charts import nothing of node: they are pure', () => {
  const pure = imports.filter(({ from }) => from.startsWith('stats/') || from.startsWith('reports/charts/'));
  expect(pure.filter(({ to }) => to.startsWith('node:')).map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
});

test('relative imports name a .ts or .json file', () => {
  const relative = imports.filter(({ to }) => roomOf(to) !== undefined);
  expect(
    relative.filter(({ to }) => !/\.(?:ts|json)$/.test(to)).map(({ from, to }) => `${from} imports ${to}`),
  ).toEqual([]);
});
