import { type FSWatcher, watch } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** A writer's bytes are seen before its commit is: look again soon, and then ever more rarely. */
const SOON_MS = 2;
/** An idle look costs 0.03 ms: 20 of them a second are nothing, and a lease that ended is found in time. */
const LATER_MS = 50;
/** Where files cannot be watched, idle workers look 200 times a second. */
const UNWATCHED_MS = 5;

/** Tells when to look into a folder's files again, by the system's own notices of changes: idle waiting costs no CPU. */
export class FolderChanges implements Disposable {
  readonly #watcher: FSWatcher | undefined;
  #hasChanged = false;
  #waitMs = SOON_MS;
  #wake: (() => void) | undefined;

  constructor(folder: string) {
    try {
      this.#watcher = watch(folder, { persistent: false }, () => this.#note());
      // The folder may be removed; then there is nothing to look for.
      this.#watcher.on('error', () => {});
    } catch {
      // The system has no more watches to give.
      this.#watcher = undefined;
    }
  }

  /** Resolves soon after a file changed since the last call, or when it is time to look anyway. */
  async next(signal: AbortSignal): Promise<void> {
    if (!this.#hasChanged) {
      const waking = new AbortController();
      this.#wake = () => waking.abort();
      // Rejects when woken, which is what it waits for.
      await delay(this.#waitMs, undefined, { signal: AbortSignal.any([signal, waking.signal]) }).catch(() => {});
      this.#wake = undefined;
    }
    this.#waitMs = this.#hasChanged ? SOON_MS : Math.min(2 * this.#waitMs, this.#laterMs());
    this.#hasChanged = false;
  }

  [Symbol.dispose](): void {
    this.#watcher?.close();
  }

  #note(): void {
    this.#hasChanged = true;
    this.#wake?.();
  }

  #laterMs(): number {
    return this.#watcher === undefined ? UNWATCHED_MS : LATER_MS;
  }
}
