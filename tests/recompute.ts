/**
 * Recomputes every published wait from a record, with nothing of holdup's but the record file: no import of its code, no
 * table of its figures. `node tests/recompute.ts reports/published/record.json [--json] [--leave-out TARGET/ROUND[/LEVEL]]...`
 *
 * The rules, as bench/method.md states them:
 *
 * 1. Trials with status "valid" count. Which of them failed a gate is computed by holdup and not in the record: --leave-out.
 * 2. A request belongs to the load phase when it was due at quietMs or later and before quietMs + loadMs.
 * 3. Closed loops: the first N x D of that phase is ramp and left out (N clients, D the calibration's mean; at most half the
 *    phase). Then the last stretch, as long as the slowest right answer to a request that is left, goes too (at most half of
 *    what is left). A request of the ramp that was never answered and still waited when the ramp was over counts all the same.
 * 4. Waits are those of requests that ended "ok", "timed-out", "left", "unfinished" or "broken"; of the last four the wait is a
 *    lower bound. Refused, failed and wrong ones have none.
 * 5. Samples of all trials of a target at a level are put together. The percentile at q of n samples is the k-th smallest,
 *    k = q x n rounded up. It is told when n (1 - q) >= 10: 20 samples for p50, 100 for p90, 1000 for p99. The longest wait
 *    always is.
 *
 * Where holdup finds a backlog that grows it publishes no wait; this script still prints one.
 */
import { readFileSync } from 'node:fs';

interface RawStream {
  readonly streamName: string;
  readonly dueAtMs: readonly number[];
  readonly latencyMs: readonly number[];
  readonly outcomes: readonly string[];
}

interface RawLoad {
  readonly kind: string;
  readonly clientCount?: number;
}

interface RawRecord {
  readonly scenario: {
    readonly quietMs: number;
    readonly loadMs: number;
    readonly streams: readonly {
      readonly name: string;
      readonly ask: { readonly kind: string };
      readonly load: RawLoad;
    }[];
    readonly levels?: readonly { readonly name: string; readonly load: RawLoad }[];
  };
  readonly calibration: { readonly durationMs: { readonly mean: number } } | null;
  readonly targets: readonly { readonly name: string }[];
  readonly trials: readonly {
    readonly targetName: string;
    readonly roundIndex: number;
    readonly levelName?: string;
    readonly status: string;
    readonly streams: readonly RawStream[];
  }[];
}

interface Row {
  readonly level: string;
  readonly target: string;
  readonly stream: string;
  readonly sampleCount: number;
  readonly waitMs: Readonly<Record<'p50' | 'p90' | 'p99' | 'max', number | null>>;
}

const COUNTED = new Set(['ok', 'timed-out', 'left', 'unfinished', 'broken']);

/** Rules 2 to 4, of one stream of one trial. */
function waitsOf(stream: RawStream, { scenario, calibration }: RawRecord, load: RawLoad, isTask: boolean): number[] {
  const { quietMs, loadMs } = scenario;
  const endMs = quietMs + loadMs;
  const rampMs = load.kind === 'closed' && isTask ? (load.clientCount ?? 0) * (calibration?.durationMs.mean ?? 0) : 0;
  const firstMs = quietMs + Math.min(rampMs, loadMs / 2);
  const requests = stream.dueAtMs.map((dueMs, index) => ({
    dueMs,
    waitMs: stream.latencyMs[index] ?? Number.NaN,
    outcome: stream.outcomes[index] ?? '',
  }));
  const steady = requests.filter(({ dueMs }) => dueMs >= firstMs && dueMs < endMs);
  let lastMs = endMs;
  if (load.kind === 'closed') {
    let slowestMs = 0;
    for (const { waitMs, outcome } of steady) if (outcome === 'ok' && waitMs > slowestMs) slowestMs = waitMs;
    lastMs = endMs - Math.min(slowestMs, (endMs - firstMs) / 2);
  }
  const isHung = ({ dueMs, waitMs, outcome }: (typeof requests)[number]): boolean =>
    load.kind === 'closed' && outcome !== 'ok' && dueMs < firstMs && dueMs + waitMs > firstMs;
  const isSteady = ({ dueMs }: (typeof requests)[number]): boolean => dueMs >= firstMs && dueMs < lastMs;
  return requests
    .filter((request) => COUNTED.has(request.outcome) && (isSteady(request) || isHung(request)))
    .map(({ waitMs }) => waitMs);
}

/** Rule 5. `percent` is whole, so that no rounding error moves a place. */
function percentileOf(ascending: readonly number[], percent: number): number | null {
  const count = ascending.length;
  if (count * (100 - percent) < 1_000) return null;
  return ascending[Math.ceil((count * percent) / 100) - 1] ?? null;
}

function rowsOf(record: RawRecord, leftOut: ReadonlySet<string>): Row[] {
  const { scenario, targets, trials } = record;
  const levels: readonly { readonly name: string; readonly load?: RawLoad }[] = scenario.levels ?? [{ name: '' }];
  return levels.flatMap((level) =>
    targets.flatMap((target) =>
      scenario.streams.map(({ name, ask, load }) => {
        const isTask = ask.kind === 'task';
        const own = trials.filter(
          ({ targetName, levelName = '', status, roundIndex }) =>
            targetName === target.name &&
            (level.name === '' || levelName === level.name) &&
            status === 'valid' &&
            !leftOut.has([targetName, roundIndex, ...(level.name === '' ? [] : [level.name])].join('/')),
        );
        const waitsMs = own
          .flatMap(({ streams }) => streams.filter(({ streamName }) => streamName === name))
          .flatMap((stream) => waitsOf(stream, record, isTask ? (level.load ?? load) : load, isTask))
          .toSorted((a, b) => a - b);
        const [p50, p90, p99] = [50, 90, 99].map((percent) => percentileOf(waitsMs, percent));
        return {
          level: level.name,
          target: target.name,
          stream: name,
          sampleCount: waitsMs.length,
          waitMs: { p50: p50 ?? null, p90: p90 ?? null, p99: p99 ?? null, max: waitsMs.at(-1) ?? null },
        };
      }),
    ),
  );
}

const words = process.argv.slice(2);
const leftOut = new Set(words.filter((_, index) => words[index - 1] === '--leave-out'));
const file = words.find((word) => !word.startsWith('--') && !leftOut.has(word));
if (file === undefined) {
  process.stderr.write('Usage: node tests/recompute.ts RECORD [--json] [--leave-out TARGET/ROUND[/LEVEL]]...\n');
  process.exitCode = 2;
} else {
  const rows = rowsOf(JSON.parse(readFileSync(file, 'utf8')) as RawRecord, leftOut);
  const shown = (value: number | null): string => (value === null ? 'n/a' : value.toFixed(3));
  const lines = rows.map(({ level, target, stream, sampleCount, waitMs: { p50, p90, p99, max } }) =>
    [level, target, stream, sampleCount, ...[p50, p90, p99, max].map(shown)].join('\t'),
  );
  const heading = 'level\ttarget\tstream\tn\tp50 ms\tp90 ms\tp99 ms\tmax ms';
  process.stdout.write(words.includes('--json') ? `${JSON.stringify(rows)}\n` : `${[heading, ...lines].join('\n')}\n`);
}
