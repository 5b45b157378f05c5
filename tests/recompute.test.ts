import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { jsonReport } from '../reports/cells.ts';
import { withTimeouts } from '../reports/example-report.ts';
import { burstRecord } from '../stats/examples/example-burst.ts';
import { exampleRecord } from '../stats/examples/example-record.ts';
import { parseRecord } from '../stats/parse-record.ts';
import type { RunRecord } from '../stats/record.ts';
import { summarize } from '../stats/summary.ts';

const SCRIPT = fileURLToPath(new URL('recompute.ts', import.meta.url));
const PUBLISHED = fileURLToPath(new URL('../reports/published/record.json', import.meta.url));
const NAMES = ['p50', 'p90', 'p99', 'max'] as const;

interface Row {
  readonly level: string;
  readonly target: string;
  readonly stream: string;
  readonly sampleCount: number;
  readonly waitMs: Readonly<Record<(typeof NAMES)[number], number | null>>;
}

const folder = mkdtempSync(path.join(tmpdir(), 'holdup-recompute-'));
afterAll(() => rmSync(folder, { recursive: true }));

const records: Readonly<Record<string, () => RunRecord>> = {
  'the published record': () => parseRecord(readFileSync(PUBLISHED, 'utf8')),
  'an example': () => exampleRecord({ roundCount: 6 }),
  'an example with requests that never got an answer': () => withTimeouts(exampleRecord(), 'neighbour-warm'),
  'an example with a void trial and one that failed a gate': () =>
    exampleRecord({
      roundCount: 5,
      voidTrials: [{ targetName: 'cluster', roundIndex: 0 }],
      invalidTrials: [{ targetName: 'thread-pool', roundIndex: 1 }],
    }),
  'an example with closed loops of several sizes': () => exampleRecord({ levels: 'closed' }),
  'an example with a burst and clients who leave': () => burstRecord(),
  'an example with open loops of several rates': () => exampleRecord({ levels: 'open' }),
};

test('the script imports nothing but node:fs', () => {
  const imported = [...readFileSync(SCRIPT, 'utf8').matchAll(/(?:from|import\()\s*'(.+?)'/gu)].map(([, name]) => name);
  expect(imported).toEqual(['node:fs']);
});

describe.each(Object.keys(records))('of %s', (name) => {
  const record = records[name]?.();
  if (record === undefined) throw new RangeError('Cannot do without a record');
  const summary = summarize(record);
  const leftOut = summary.levels.flatMap((level) =>
    level.targets.flatMap(({ targetName, invalidTrials }) =>
      invalidTrials.map(({ roundIndex }) =>
        [targetName, roundIndex, ...(level.name === '' ? [] : [level.name])].join('/'),
      ),
    ),
  );
  const file = path.join(folder, `${name}.json`);
  writeFileSync(file, JSON.stringify(record));
  const args = [SCRIPT, file, '--json', ...leftOut.flatMap((trial) => ['--leave-out', trial])];
  const rows = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as readonly Row[];
  const told = jsonReport(summary, file).cells.flatMap((cell) => {
    const row = rows.find(
      ({ level, target, stream }) => level === cell.level && target === cell.target && stream === cell.stream,
    );
    return NAMES.flatMap((wait) => {
      const published = cell.waitMs[wait];
      return published === null ? [] : [{ cell, wait, published, recomputed: row?.waitMs[wait] ?? null }];
    });
  });

  test('every published wait is recomputed within 1 %', () => {
    expect(told.length).toBeGreaterThan(20);
    const off = told.filter(
      ({ published, recomputed }) => recomputed === null || Math.abs(recomputed - published) > 0.01 * published,
    );
    expect(off).toEqual([]);
  });

  test('where holdup says that requests are too few, so does the script', () => {
    const measured = jsonReport(summary, file).cells.filter(
      ({ verdict }) => verdict === 'valid' || verdict === 'contended',
    );
    const untold = measured.flatMap((cell) =>
      NAMES.filter((wait) => cell.waitMs[wait] === null).map((wait) => ({ cell, wait })),
    );
    const surplus = untold.filter(({ cell, wait }) =>
      rows.some(
        ({ level, target, stream, waitMs }) =>
          level === cell.level && target === cell.target && stream === cell.stream && waitMs[wait] !== null,
      ),
    );
    expect(surplus).toEqual([]);
  });
});
