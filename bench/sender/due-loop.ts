import type { Setup } from '../../stats/record.ts';

/** How long before a request is due a precise loop stops sleeping: a timer may wake this much too late. */
const WAKE_EARLY_MS = 2;
/**
 * How long after a request a precise loop stays awake for its answer. Being woken takes 0.1 to 0.2 ms on a virtual machine,
 * which is half of the whole wait of a request that does nothing.
 */
const STAY_AWAKE_MS = 1;

/** A turn that only waits is over in microseconds. In a longer one something held the loop, which is no waiting. */
const LONGEST_SPIN_MS = 0.5;

/** Whoever is far behind must still serve its sockets and time limits between the requests that it sends. */
const MOST_PER_TURN = 64;

interface DueLoopOptions {
  /** Ascending, on the clock of `nowMs`. */
  readonly dueAtMs: Float64Array;
  readonly mode: Setup['senderMode'];
  readonly nowMs: () => number;
  /** Called for each request in turn, never before it is due. */
  readonly fire: (index: number, firedAtMs: number) => void;
  /** Whether any request has no answer yet. */
  readonly isPending: () => boolean;
}

/**
 * Calls when requests are due, and at once where this process is late.
 *
 * `precise` sleeps until shortly before and then turns the event loop, which still serves its sockets, until the time is
 * there. `thrifty` sleeps: timers of Node have whole milliseconds, so that it is late by up to one.
 */
export class DueLoop {
  readonly #options: DueLoopOptions;
  readonly #over = Promise.withResolvers<void>();
  readonly #turn = (): void => this.#fireDue();
  readonly #spin = (): void => this.#endSpin();
  #isStopped = false;
  #nextIndex = 0;
  #firedAtMs = -Infinity;
  #spinFromMs = 0;
  #spunMs = 0;
  #isServing = false;

  constructor(options: DueLoopOptions) {
    this.#options = options;
  }

  /** The first request that was not fired. */
  get nextIndex(): number {
    return this.#nextIndex;
  }

  /** Time spent in turns of the event loop that did nothing but wait. */
  get spunMs(): number {
    return this.#spunMs;
  }

  /** Resolves after the last request was fired, or when stopped. */
  async run(): Promise<void> {
    this.#fireDue();
    await this.#over.promise;
  }

  stop(): void {
    this.#isStopped = true;
    this.#over.resolve();
  }

  /** To be called when a socket had something: such a turn of the event loop does not count as waiting. */
  served(): void {
    this.#isServing = true;
  }

  #fireDue(): void {
    if (this.#isStopped) return;
    const { dueAtMs, fire, nowMs } = this.#options;
    for (let count = 0; count < MOST_PER_TURN; count += 1) {
      const next = dueAtMs[this.#nextIndex];
      if (next === undefined) {
        this.#over.resolve();
        return;
      }
      const atMs = nowMs();
      if (atMs < next) {
        this.#wait(next - atMs, atMs);
        return;
      }
      const index = this.#nextIndex;
      this.#nextIndex += 1;
      this.#firedAtMs = atMs;
      fire(index, atMs);
    }
    setImmediate(this.#turn);
  }

  #wait(waitMs: number, atMs: number): void {
    if (this.#options.mode === 'thrifty') {
      // A timer may fire up to a millisecond before its time, and then waits once more.
      setTimeout(this.#turn, Math.ceil(waitMs));
    } else if (waitMs > WAKE_EARLY_MS + 1 && !this.#isAnswerNear(atMs)) {
      setTimeout(this.#turn, Math.floor(waitMs - WAKE_EARLY_MS));
    } else {
      this.#spinFromMs = atMs;
      this.#isServing = false;
      setImmediate(this.#spin);
    }
  }

  #isAnswerNear(atMs: number): boolean {
    return atMs - this.#firedAtMs < STAY_AWAKE_MS && this.#options.isPending();
  }

  #endSpin(): void {
    const turnMs = this.#options.nowMs() - this.#spinFromMs;
    if (!this.#isServing && turnMs <= LONGEST_SPIN_MS) this.#spunMs += turnMs;
    this.#fireDue();
  }
}
