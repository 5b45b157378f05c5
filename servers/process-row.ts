import { readFileSync } from 'node:fs';
import process from 'node:process';
import { parseProcessStat } from './process-stat.ts';
import { type TelemetrySample, noteSample, nowMs } from './telemetry.ts';

/** CPU of a process so far, in steps of 10 ms; undefined where the system does not tell, or the process is gone. */
export function readCpuMs(processId: number): number | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    return parseProcessStat(readFileSync(`/proc/${processId}/stat`, 'latin1')).ownMs;
  } catch {
    return undefined;
  }
}

type Counted = Pick<TelemetrySample, 'cpuMs' | 'loopBusyMs' | 'loopIdleMs'>;

const sumOf = (one: Counted, other: Counted): Counted => ({
  cpuMs: one.cpuMs + other.cpuMs,
  loopBusyMs: one.loopBusyMs + other.loopBusyMs,
  loopIdleMs: one.loopIdleMs + other.loopIdleMs,
});

/**
 * One child process in this process's telemetry, or many short-lived ones that follow each other: a row for each of them
 * would fill the record. What ended processes used stays counted, their memory does not.
 */
export class ProcessRow {
  #rowId: number | undefined;
  #ended: Counted = { cpuMs: 0, loopBusyMs: 0, loopIdleMs: 0 };
  /** What the process that runs now said last. */
  #newest: TelemetrySample | undefined;

  /** A process of the row was started, and has said nothing yet. */
  start(processId: number): void {
    this.hear({
      processId,
      threadId: 0,
      atMs: nowMs(),
      cpuMs: 0,
      loopBusyMs: 0,
      loopIdleMs: 0,
      loopDelayMsMax: 0,
      loopDelayMsP99: 0,
      rssBytes: 0,
      spunMs: 0,
    });
  }

  hear(sample: TelemetrySample): void {
    this.#rowId ??= sample.processId;
    this.#newest = sample;
    noteSample({ ...sample, ...sumOf(this.#ended, sample), processId: this.#rowId });
  }

  /** The process of the row has ended. @param cpuMs what it had used by then, where that is known better than from itself */
  end(cpuMs = 0): void {
    if (this.#newest === undefined) return;
    const last = { ...this.#newest, cpuMs: Math.max(cpuMs, this.#newest.cpuMs), atMs: nowMs(), rssBytes: 0 };
    this.hear(last);
    this.#ended = sumOf(this.#ended, last);
    this.#newest = undefined;
  }
}
