import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { Command } from 'commander';
import { parseArguments, wholeNumber } from '../../servers/arguments.ts';
import { HarnessError } from '../../servers/errors.ts';
import { type TelemetrySample, nowMs } from '../../servers/telemetry.ts';
import { percentile } from '../../stats/percentile.ts';
import type { Setup } from '../../stats/record.ts';
import { seededRandom } from '../../stats/seeded-random.ts';
import { formatMs, formatShare } from '../../stats/units.ts';
import { startChild } from '../child.ts';
import { runCommand } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { describeMachine, machineLoad } from '../machine.ts';
import { schedule } from './pacer.ts';
import { STEADY_CODE, startSender } from './sender-process.ts';
import { type Launcher, cpusOf, findMeans } from '../setup.ts';
import { warmConnectionCount } from '../trial-plan.ts';

const WHAT = `Measures our own sender against a server that does nothing, each on a core of its own: how late it sends, how long
nothing takes, and what it costs. Beside it stands how late a loop that does nothing else notices the same requests: no
sender can do better than the machine. Exit codes: 0 within the targets, 1 not, 2 the command cannot be carried out.`;

/** What one run of the sender tells. */
interface Figures {
  readonly latenessMsP50: number;
  readonly latenessMsP99: number;
  readonly latencyMsP50: number;
  readonly latencyMsP99: number;
  readonly answeredShare: number;
  /** Of one core, in the sender's process: all of it, and without the time spent waiting awake. */
  readonly cpuShare: number;
  readonly workingCpuShare: number;
}

interface Case {
  readonly title: string;
  readonly senderMode: Setup['senderMode'];
  readonly arrivalsPerSecond: number;
  /** Largest values that pass. */
  readonly targets: Partial<Figures>;
}

const CASES: readonly Case[] = [
  { title: 'floor', senderMode: 'precise', arrivalsPerSecond: 100, targets: { latencyMsP50: 0.3 } },
  {
    title: 'rate',
    senderMode: 'precise',
    arrivalsPerSecond: 5_000,
    targets: { latenessMsP99: 1, latencyMsP99: 1.5 },
  },
  { title: 'thrift', senderMode: 'thrifty', arrivalsPerSecond: 500, targets: { cpuShare: 0.15 } },
  { title: 'waiting awake', senderMode: 'precise', arrivalsPerSecond: 130, targets: {} },
];
/** The server's compilers settle first: not measured. */
const WARM_UP: Case = { title: 'warm-up', senderMode: 'precise', arrivalsPerSecond: 2_000, targets: {} };
const WARM_UP_MS = 3_000;
/** For the start message to arrive. */
const START_LEAD_MS = 200;
const TIMEOUT_MS = 5_000;
const BARE_LOOP_MS = 2_000;
const SEED = 1;

const FIGURES: readonly (readonly [keyof Figures, string, (value: number) => string])[] = [
  ['latencyMsP50', 'latency p50', formatMs],
  ['latencyMsP99', 'latency p99', formatMs],
  ['latenessMsP50', 'lateness p50', formatMs],
  ['latenessMsP99', 'lateness p99', formatMs],
  ['cpuShare', 'CPU, of one core', formatShare],
  ['workingCpuShare', 'CPU without waiting awake', formatShare],
];

function cpuShares(
  samples: readonly TelemetrySample[],
  startAtMs: number,
): Pick<Figures, 'cpuShare' | 'workingCpuShare'> {
  const during = samples.filter(({ atMs }) => atMs >= startAtMs);
  const [first] = during;
  const last = during.at(-1);
  if (first === undefined || last === undefined || last.atMs <= first.atMs)
    return { cpuShare: Number.NaN, workingCpuShare: Number.NaN };
  const cpuShare = (last.cpuMs - first.cpuMs) / (last.atMs - first.atMs);
  const spunShare = (last.spunMs - first.spunMs) / (last.atMs - first.atMs);
  return { cpuShare, workingCpuShare: Math.max(0, cpuShare - spunShare) };
}

async function measure(one: Case, durationMs: number, port: number, launcher: Launcher): Promise<Figures> {
  await using sender = startSender('open', launcher);
  const load = { kind: 'open', arrivalsPerSecond: one.arrivalsPerSecond, spacing: 'poisson' } as const;
  await sender.prepare({
    kind: 'open',
    baseUrl: `http://127.0.0.1:${port}`,
    timeoutMs: TIMEOUT_MS,
    senderMode: one.senderMode,
    streams: [
      {
        streamName: one.title,
        request: { method: 'GET', path: '/health', body: null },
        warmConnectionCount: warmConnectionCount(one.arrivalsPerSecond),
        dueAtMs: schedule(load, durationMs, seededRandom(SEED)),
      },
    ],
  });
  const startAtMs = nowMs() + START_LEAD_MS;
  sender.start(startAtMs);
  const { streams, telemetry } = await sender.result;
  const [stream] = streams;
  if (stream === undefined) throw new HarnessError('ERR_SENDER_EXITED', 'A load generator told of no stream');
  const latencyMs = stream.latencyMs.toSorted((a, b) => a - b);
  const latenessMs = stream.sentAtMs.map((ms, index) => ms - (stream.dueAtMs[index] ?? 0)).sort((a, b) => a - b);
  return {
    latenessMsP50: percentile(latenessMs, 0.5),
    latenessMsP99: percentile(latenessMs, 0.99),
    latencyMsP50: percentile(latencyMs, 0.5),
    latencyMsP99: percentile(latencyMs, 0.99),
    answeredShare: stream.outcomes.filter((outcome) => outcome === 'ok').length / stream.outcomes.length,
    ...cpuShares(telemetry, startAtMs),
  };
}

const isWithin = (figures: Figures, targets: Case['targets']): boolean =>
  figures.answeredShare === 1 && FIGURES.every(([name]) => figures[name] <= (targets[name] ?? Infinity));

function lines({ title, senderMode, arrivalsPerSecond, targets }: Case, figures: Figures): string[] {
  return [
    `${title}: ${senderMode}, ${arrivalsPerSecond}/s, ${formatShare(figures.answeredShare)} answered`,
    ...FIGURES.map(([name, label, format]) => {
      const target = targets[name];
      const verdict =
        target === undefined ? '' : `at most ${format(target)}: ${figures[name] <= target ? 'yes' : 'NO'}`;
      return `  ${label.padEnd(26)}${format(figures[name]).padStart(9)}  ${verdict}`.trimEnd();
    }),
  ];
}

/** The words that pin server and sender to a core each, or none where that cannot be done. */
async function launchers(): Promise<{ readonly server: Launcher; readonly sender: Launcher; readonly note: string }> {
  const { hasTaskset } = await findMeans();
  const { affinity } = await describeMachine();
  const [senderCpu, serverCpu] = affinity === null ? [] : cpusOf(affinity);
  if (!hasTaskset || senderCpu === undefined || serverCpu === undefined)
    return { server: [], sender: [], note: 'not pinned: that takes taskset and two cores' };
  const pinned = (cpu: number): Launcher => ['taskset', '-c', String(cpu)];
  return {
    server: pinned(serverCpu),
    sender: pinned(senderCpu),
    note: `server on core ${serverCpu}, sender on ${senderCpu}`,
  };
}

interface BareLoop {
  readonly latenessMsP99: number;
}

/** How late a loop that does nothing else notices the same requests: what the machine leaves to be had. */
async function bareLoop(arrivalsPerSecond: number, launcher: Launcher): Promise<number> {
  await using child = startChild<never, BareLoop>({
    entry: new URL('bare-loop.ts', import.meta.url),
    args: [String(arrivalsPerSecond), String(BARE_LOOP_MS)],
    launcher,
    stop: () => {},
    stopMs: 0,
  });
  const { promise, resolve, reject } = Promise.withResolvers<BareLoop>();
  child.onMessage(resolve);
  void child.ended.then((how) => reject(new HarnessError('ERR_SENDER_EXITED', `A bare loop ended: ${how}`)));
  return (await promise).latenessMsP99;
}

function startNothingServer(launcher: Launcher): AsyncDisposable & { readonly port: Promise<number> } {
  const child = startChild<never, { readonly kind: 'ready'; readonly port: number }>({
    entry: new URL('nothing-server.ts', import.meta.url),
    launcher,
    nodeOptions: STEADY_CODE,
    stop: () => {},
    stopMs: 0,
  });
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  child.onMessage(({ port }) => resolve(port));
  void child.ended.then((how) => reject(new HarnessError('ERR_SENTINEL', `A server that does nothing ended: ${how}`)));
  return { port: promise, [Symbol.asyncDispose]: async () => child[Symbol.asyncDispose]() };
}

async function main(argv: readonly string[]): Promise<number> {
  const command = new Command('npm run bench:sender --')
    .description(WHAT)
    .option('--duration <s>', 'seconds for each case', wholeNumber({ min: 1, max: 60 }), 10)
    .option('--tries <n>', 'repeat a case that misses its target up to so often', wholeNumber({ min: 1, max: 20 }), 3);
  parseArguments(command, argv);
  const { duration, tries } = command.opts<{ duration: number; tries: number }>();
  const { server: serverLauncher, sender: senderLauncher, note } = await launchers();
  await using server = startNothingServer(serverLauncher);
  const port = await server.port;
  process.stdout.write(`${note}; load average ${(await machineLoad()).loadAverage1m}\n`);
  await measure(WARM_UP, WARM_UP_MS, port, senderLauncher);
  let isMissed = false;
  for (const one of CASES) {
    let isReached = false;
    for (let count = 1; count <= tries && !isReached; count += 1) {
      const bareMs = await bareLoop(one.arrivalsPerSecond, senderLauncher);
      const figures = await measure(one, duration * 1_000, port, senderLauncher);
      isReached = isWithin(figures, one.targets);
      process.stdout.write(`try ${count}, ${lines(one, figures).join('\n')}\n`);
      process.stdout.write(`  bare loop there before    lateness p99 ${formatMs(bareMs)}\n`);
      // Whoever else is busy on this machine may be done by then.
      if (!isReached && count < tries) await delay(1_000);
    }
    isMissed ||= !isReached;
  }
  process.stdout.write(isMissed ? 'A target was missed.\n' : 'All targets were met.\n');
  return isMissed ? EXIT.internal : EXIT.ok;
}

await runCommand(main);
