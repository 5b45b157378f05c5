import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Readable } from 'node:stream';
import { Command, InvalidArgumentError } from 'commander';
import { EXAMPLE_TARGETS, FULL_EXAMPLE, exampleRecord } from '../stats/examples/example-record.ts';
import type { RunRecord } from '../stats/record.ts';
import { formatBytes, formatCount, formatMs } from '../stats/units.ts';
import { EXIT } from './exit-code.ts';

const WHAT = `Draws the report of a record with as many requests as that, in a process of its own, and tells what it took. CPU time is
what counts on a machine that does other things as well.`;

/** What drawing a million requests may take, pictures included. */
const LIMIT_MS = 10_000;
const LIMIT_BYTES = 1_000_000_000;
/** Far beyond every limit: something is stuck. */
const TIMEOUT_MS = 120_000;
const MS_PER_US = 1 / 1_000;
const BYTES_PER_KIB = 1_024;
/** What the example scenario's quiet, load and recovery phases take together, and how many neighbours it has. */
const EXAMPLE_SECONDS = 6;
const NEIGHBOUR_COUNT = 2;

const CASES: readonly { readonly title: string; readonly flags: readonly string[] }[] = [
  { title: 'page, Markdown and table', flags: ['--no-png'] },
  { title: 'with pictures', flags: [] },
  { title: 'with pictures and CSV', flags: ['--csv'] },
];

/** What `process.resourceUsage()` says at the end of the process. */
interface Usage {
  readonly userCPUTime: number;
  readonly systemCPUTime: number;
  readonly maxRSS: number;
}

/** Runs before the command, in its process, and writes to its fourth file descriptor when all is over. */
const PROBE = `data:text/javascript,${encodeURIComponent(
  `import { writeSync } from 'node:fs'; process.on('exit', () => writeSync(3, JSON.stringify(process.resourceUsage())));`,
)}`;

function largeRecord(requestCount: number, roundCount: number): RunRecord {
  const streamCount = EXAMPLE_TARGETS.length * roundCount * NEIGHBOUR_COUNT;
  const neighboursPerSecond = Math.max(1, requestCount / (streamCount * EXAMPLE_SECONDS));
  return exampleRecord({ ...FULL_EXAMPLE, roundCount, neighboursPerSecond });
}

const countRequests = ({ trials }: RunRecord): number =>
  trials.flatMap(({ streams }) => streams).reduce((sum, { dueAtMs }) => sum + dueAtMs.length, 0);

interface Figures {
  readonly elapsedMs: number;
  readonly cpuMs: number;
  readonly rssBytesMax: number;
}

async function measure(recordPath: string, out: string, flags: readonly string[]): Promise<Figures> {
  const main = fileURLToPath(new URL('main.ts', import.meta.url));
  const startAtMs = performance.now();
  const child = spawn(process.execPath, ['--import', PROBE, main, recordPath, '--out', out, ...flags], {
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
    timeout: TIMEOUT_MS,
  });
  const [told, [code]] = await Promise.all([text(child.stdio[3] as Readable), once(child, 'exit')]);
  const elapsedMs = performance.now() - startAtMs;
  if (code !== 0) throw new Error(`Cannot measure the report as it ended with ${String(code)}`);
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(told) as Usage;
  return {
    elapsedMs,
    cpuMs: (userCPUTime + systemCPUTime) * MS_PER_US,
    rssBytesMax: maxRSS * BYTES_PER_KIB,
  };
}

async function run(requestCount: number, roundCount: number): Promise<number> {
  const folder = await mkdtemp(path.join(tmpdir(), 'holdup-scale-'));
  let isWithin = true;
  try {
    const recordPath = path.join(folder, 'record.json');
    const record = largeRecord(requestCount, roundCount);
    await writeFile(recordPath, JSON.stringify(record));
    const { size } = await stat(recordPath);
    process.stdout.write(`${formatCount(countRequests(record))} requests, a record of ${formatBytes(size)}\n`);
    for (const { title, flags } of CASES) {
      const { elapsedMs, cpuMs, rssBytesMax } = await measure(recordPath, folder, flags);
      // A machine that does other things as well lets the process wait; alone it takes no longer than its CPU time.
      const isCaseWithin = Math.min(elapsedMs, cpuMs) <= LIMIT_MS && rssBytesMax <= LIMIT_BYTES;
      isWithin &&= isCaseWithin;
      process.stdout.write(
        `${title.padEnd(26)} ${formatMs(elapsedMs).padStart(7)}, CPU ${formatMs(cpuMs).padStart(7)}, memory ${formatBytes(rssBytesMax)}${isCaseWithin ? '' : '  OVER the limit'}\n`,
      );
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  process.stdout.write(`Limits of a million: ${formatMs(LIMIT_MS)}, ${formatBytes(LIMIT_BYTES)}\n`);
  return isWithin ? 0 : 1;
}

function count(given: string): number {
  const value = Number(given);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError('It must be a whole number from 1 on.');
  return value;
}

// Whoever pipes the figures into `head` has seen enough; the folder is removed all the same.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

const program = new Command('npm run bench:report --')
  .description(WHAT)
  .option('--requests <count>', 'how many requests the record holds, about', count, 1_000_000)
  .option('--rounds <count>', 'in how many rounds', count, 6)
  .addHelpText('after', '\nExit codes: 0 within the limits, 1 not, 2 the command cannot be carried out.')
  .exitOverride((error) => {
    process.exit(error.exitCode === 0 ? EXIT.ok : EXIT.usage);
  });
program.parse();
const { requests, rounds } = program.opts<{ readonly requests: number; readonly rounds: number }>();
process.exitCode = await run(requests, rounds);
