import { HarnessError } from './errors.ts';
import type { Gauges, ServerEnv } from './strategy.ts';

type Limits = Pick<ServerEnv, 'queueLimitCount' | 'taskTimeoutMs'> & {
  /** How much may run at once. */
  readonly slotCount: number;
};

/**
 * The one queue in front of every pool, so that all of them refuse, cancel and time out by one rule: first come, first
 * served; what waits beyond the limit is refused; who leaves while waiting is dropped; the time limit counts from the
 * start of the work, not from its arrival.
 */
export class WorkQueue {
  readonly #limits: Limits;
  /** Each takes over the slot of one that ends. */
  readonly #waiting: (() => void)[] = [];
  #runningCount = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  gauges(): Gauges {
    return { runningCount: this.#runningCount, queuedCount: this.#waiting.length };
  }

  /**
   * @param signal aborted when nobody waits for the work any more
   * @param work ends, in whatever way, soon after its signal aborts
   * @throws {HarnessError} ERR_QUEUE_FULL, ERR_CLIENT_LEFT, ERR_TASK_TIMEOUT; what the work throws while nobody aborted it
   */
  async run<Value>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<Value>): Promise<Value> {
    await this.#slot(signal);
    const timeout = new AbortController();
    const { taskTimeoutMs } = this.#limits;
    const timer = setTimeout(() => timeout.abort(), taskTimeoutMs);
    try {
      signal.throwIfAborted();
      return await work(AbortSignal.any([signal, timeout.signal]));
    } catch (cause) {
      if (signal.aborted) throw clientLeft(cause);
      if (timeout.signal.aborted) {
        throw new HarnessError('ERR_TASK_TIMEOUT', `The task was stopped as it took longer than ${taskTimeoutMs} ms`, {
          cause,
        });
      }
      throw cause;
    } finally {
      clearTimeout(timer);
      const next = this.#waiting.shift();
      // Handed over, not freed: somebody who comes in between must not take it.
      if (next === undefined) this.#runningCount -= 1;
      else next();
    }
  }

  async #slot(signal: AbortSignal): Promise<void> {
    if (signal.aborted) throw clientLeft();
    if (this.#runningCount < this.#limits.slotCount) {
      this.#runningCount += 1;
      return;
    }
    const { queueLimitCount } = this.#limits;
    if (this.#waiting.length >= queueLimitCount) {
      throw new HarnessError(
        'ERR_QUEUE_FULL',
        `Cannot accept the task as at most ${queueLimitCount} may wait for a worker, and as many do`,
      );
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const leave = (): void => {
      const index = this.#waiting.indexOf(resolve);
      if (index === -1) return;
      this.#waiting.splice(index, 1);
      reject(clientLeft());
    };
    this.#waiting.push(resolve);
    signal.addEventListener('abort', leave, { once: true });
    await promise.finally(() => signal.removeEventListener('abort', leave));
  }
}

const clientLeft = (cause?: unknown): HarnessError =>
  new HarnessError('ERR_CLIENT_LEFT', 'The client left before its task was done', { cause });
