import type { TriedResult } from '../../stats/faults/fault-table.ts';

/** Keeps what was done and seen, with the time since it was opened. */
export class CellLog {
  readonly #startedAtMs = performance.now();
  readonly #lines: { atMs: number; text: string }[] = [];

  /** Milliseconds since the log was opened. */
  nowMs(): number {
    return Math.round(performance.now() - this.#startedAtMs);
  }

  note(text: string): void {
    this.#lines.push({ atMs: this.nowMs(), text });
  }

  lines(): TriedResult['log'] {
    return [...this.#lines];
  }
}
