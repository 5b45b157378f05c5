import { ChildGuard } from './child-guard.ts';
import { isAlive } from './is-alive.ts';
import type { PoolProcessState } from './pool-process.ts';
import { ProcessRow, readCpuMs } from './process-row.ts';

/** What the server knows of the processes of its pool. workerpool gives no handle on them, so they tell of themselves. */
export class PoolProcesses implements Disposable {
  readonly #guard = new ChildGuard();
  readonly #rows = new Map<number, ProcessRow>();

  hear({ processId, sample }: PoolProcessState): void {
    this.#guard.add(processId);
    const row = this.#rows.get(processId) ?? new ProcessRow();
    this.#rows.set(processId, row);
    if (sample !== undefined) row.hear(sample);
  }

  kill(processId: number): void {
    this.forget(processId, readCpuMs(processId));
    this.#guard.kill(processId);
  }

  /** A process that has ended, or is about to. */
  forget(processId: number, cpuMs?: number): void {
    this.#rows.get(processId)?.end(cpuMs);
    this.#rows.delete(processId);
    this.#guard.remove(processId);
  }

  /** Nobody tells of a process that died while it was idle. */
  forgetDead(): void {
    for (const processId of this.#rows.keys()) if (!isAlive(processId)) this.forget(processId);
  }

  /** Kills all that were not forgotten. */
  [Symbol.dispose](): void {
    this.#guard[Symbol.dispose]();
    for (const row of this.#rows.values()) row.end();
  }
}
