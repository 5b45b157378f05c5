import type { ExamplePhases, ExampleServer } from './example-heavy.ts';
import type { Telemetry } from '../record.ts';

type Turns = readonly { readonly startMs: number; readonly endMs: number }[];

const SAMPLE_PERIOD_MS = 100;
const MEGABYTE = 1_048_576;

/** Sampling moments: each period, but no earlier than the loop comes free again. */
function sampleTimes(turns: Turns, endMs: number): number[] {
  const times: number[] = [];
  for (let atMs = 0; atMs <= endMs;) {
    const due = atMs;
    const blocked = turns.findLast((turn) => turn.startMs <= due && due < turn.endMs);
    const sampledAtMs = blocked?.endMs ?? due;
    times.push(sampledAtMs);
    atMs = sampledAtMs + SAMPLE_PERIOD_MS;
  }
  return times;
}

const TICKS_PER_PERIOD = 10;
const TICK_DELAY_MS = 0.4;

/** Of a monitor that is never reset: ten small delays per sample, and the one of the stall before it where there was one. */
function soFarColumns(delayMs: readonly number[]): Partial<Telemetry> {
  const stalls = delayMs.map((_, index) => delayMs.slice(0, index + 1).filter((ms) => ms > TICK_DELAY_MS));
  const ticks = delayMs.map((_, index) => (index + 1) * TICKS_PER_PERIOD);
  const countOf = (index: number): number => (ticks[index] ?? 0) + (stalls[index]?.length ?? 0);
  return {
    loopDelayCountSoFar: ticks.map((_, index) => countOf(index)),
    loopDelayMsMeanSoFar: ticks.map((tickCount, index) => {
      const stalledMs = (stalls[index] ?? []).reduce((sum, ms) => sum + ms, 0);
      return (tickCount * TICK_DELAY_MS + stalledMs) / countOf(index);
    }),
    loopDelayMsP99SoFar: ticks.map((tickCount, index) => {
      const rank = Math.ceil(0.99 * countOf(index));
      const sorted = (stalls[index] ?? []).toSorted((a, b) => a - b);
      return sorted[rank - tickCount - 1] ?? TICK_DELAY_MS;
    }),
  };
}

interface ExampleProcess {
  readonly role: Telemetry['role'];
  readonly processId: number;
  readonly threadId: number;
  readonly turns: Turns;
  /** Cores used in the quiet phase and in the load phase. */
  readonly quietShare: number;
  readonly loadShare: number;
  /** Share of the load phase in which the loop was busy. */
  readonly busyShare: number;
  readonly rssMegabytes: number;
}

function drawTelemetry(process: ExampleProcess, phases: ExamplePhases): Telemetry {
  const atMs = sampleTimes(process.turns, phases.endMs);
  const loadedMs = (at: number): number => Math.max(0, Math.min(at, phases.loadEndMs) - phases.loadStartMs);
  const spentMs = (at: number, quiet: number, load: number): number =>
    quiet * (at - loadedMs(at)) + load * loadedMs(at);
  const busyMs = atMs.map((at) => spentMs(at, process.quietShare, process.busyShare));
  const isThread = process.threadId > 0;
  const delayMs = atMs.map((at, index) => Math.max(TICK_DELAY_MS, at - (atMs[index - 1] ?? 0) - SAMPLE_PERIOD_MS));
  return {
    role: process.role,
    processId: process.processId,
    threadId: process.threadId,
    atMs,
    cpuMs: atMs.map((at) => 350 + spentMs(at, process.quietShare, process.loadShare)),
    loopBusyMs: busyMs,
    loopIdleMs: atMs.map((at, index) => at - (busyMs[index] ?? 0)),
    loopDelayMsMax: delayMs,
    loopDelayMsP99: delayMs.map((delay) => delay * 0.9),
    ...(isThread ? {} : soFarColumns(delayMs)),
    rssBytes: atMs.map((at) =>
      isThread ? 0 : Math.round((process.rssMegabytes + 8 * (loadedMs(at) / 4_000)) * MEGABYTE),
    ),
  };
}

const sender = (role: Telemetry['role'], processId: number, loadShare: number): ExampleProcess => ({
  role,
  processId,
  threadId: 0,
  turns: [],
  quietShare: 0.02,
  loadShare,
  busyShare: loadShare,
  rssMegabytes: 70,
});

/**
 * @param turns of each worker; a pool's main loop is never blocked
 * @param usedShare how much of the workers' time in the load phase went into tasks
 */
function serverProcesses(
  server: ExampleServer,
  turns: readonly Turns[],
  processId: number,
  usedShare: number,
): ExampleProcess[] {
  const idle = { threadId: 0, turns: [], quietShare: 0.03, loadShare: 0.03, busyShare: 0.03, rssMegabytes: 92 };
  const worked = { loadShare: 0.98 * usedShare, busyShare: 0.99 * usedShare };
  if (server.isPooled) {
    const threads = server.clientShares.map((_, index) => ({
      ...idle,
      ...worked,
      role: 'server-thread' as const,
      processId,
      threadId: index + 1,
    }));
    return [
      { ...idle, role: 'server', processId, loadShare: 1.78 * usedShare, busyShare: 0.08, rssMegabytes: 168 },
      ...threads,
    ];
  }
  if (turns.length === 1) return [{ ...idle, ...worked, role: 'server', processId, turns: turns[0] ?? [] }];
  const workers = turns.map((own, index) => ({
    ...idle,
    ...worked,
    role: 'server-worker' as const,
    processId: processId + 1 + index,
    turns: own,
    rssMegabytes: 88,
  }));
  return [{ ...idle, role: 'server', processId, rssMegabytes: 64 }, ...workers];
}

export function exampleTelemetry(
  server: ExampleServer | null,
  turns: readonly Turns[],
  phases: ExamplePhases,
  processId: number,
  usedShare: number,
): Telemetry[] {
  const processes = [
    ...(server === null ? [] : serverProcesses(server, turns, processId, usedShare)),
    sender('heavy-sender', processId + 10, 0.12),
    sender('neighbour-sender', processId + 11, 0.09),
  ];
  return processes.map((process) => drawTelemetry(process, phases));
}
