import type { TelemetrySample } from '../servers/telemetry.ts';
import type { Telemetry } from '../stats/record.ts';
import { rounded } from './sender/sample-columns.ts';

type Role = Telemetry['role'];

/** @param mainProcessId the server process that was started first; its own children are its workers */
export function serverRole(sample: TelemetrySample, mainProcessId: number | undefined): Role {
  if (sample.threadId > 0) return 'server-thread';
  return sample.processId === mainProcessId ? 'server' : 'server-worker';
}

/** Those that watch their own loop. What they were passed on by may have told of them before they did. */
function soFarColumns(group: readonly TelemetrySample[]): Partial<Telemetry> {
  if (!group.some(({ loopDelaySoFar }) => loopDelaySoFar !== undefined)) return {};
  const column = (read: (soFar: NonNullable<TelemetrySample['loopDelaySoFar']>) => number): number[] =>
    group.map(({ loopDelaySoFar }) => (loopDelaySoFar === undefined ? 0 : rounded(read(loopDelaySoFar))));
  return {
    loopDelayCountSoFar: column(({ takenCount }) => takenCount),
    loopDelayMsMeanSoFar: column(({ msMean }) => msMean),
    loopDelayMsP99SoFar: column(({ msP99 }) => msP99),
  };
}

/** Samples of many processes and threads, as one entry with parallel columns for each of them. */
export function telemetryColumns(
  samples: readonly TelemetrySample[],
  startAtMs: number,
  roleOf: (sample: TelemetrySample) => Role,
): Telemetry[] {
  const groups = Map.groupBy(samples, ({ processId, threadId }) => `${processId}/${threadId}`);
  return [...groups.values()].flatMap((told) => {
    // Of a thread that was asked twice while its server had no time, the answers may come the wrong way round.
    const group = told.toSorted((one, other) => one.atMs - other.atMs);
    const [first] = group;
    if (first === undefined) return [];
    const role = roleOf(first);
    const column = (read: (sample: TelemetrySample) => number): number[] => group.map((one) => rounded(read(one)));
    return [
      {
        role,
        processId: first.processId,
        threadId: first.threadId,
        atMs: column(({ atMs }) => atMs - startAtMs),
        cpuMs: column(({ cpuMs }) => cpuMs),
        loopBusyMs: column(({ loopBusyMs }) => loopBusyMs),
        loopIdleMs: column(({ loopIdleMs }) => loopIdleMs),
        loopDelayMsMax: column(({ loopDelayMsMax }) => loopDelayMsMax),
        loopDelayMsP99: column(({ loopDelayMsP99 }) => loopDelayMsP99),
        ...soFarColumns(group),
        rssBytes: column(({ rssBytes }) => rssBytes),
        ...(role.endsWith('-sender') ? { spunMs: column(({ spunMs }) => spunMs) } : {}),
      },
    ];
  });
}
