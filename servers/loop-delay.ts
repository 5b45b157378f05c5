import { monitorEventLoopDelay } from 'node:perf_hooks';

const NS_PER_MS = 1e6;
/** The monitor is a timer of this period; what it reads beyond it is delay. */
const RESOLUTION_MS = 10;

/** What one monitor says that is never reset: what a dashboard of this process would show. Delays beyond the resolution. */
export interface LoopDelaySoFar {
  /** Delays that were taken. None is taken while the loop stands still, so a stall is one of them, however long it was. */
  readonly takenCount: number;
  readonly msMean: number;
  readonly msP99: number;
}

/** Since the reading before. */
export interface LoopDelayReading {
  readonly loopDelayMsMax: number;
  readonly loopDelayMsP99: number;
  readonly loopDelaySoFar: LoopDelaySoFar;
}

const beyondResolution = (ms: number): number => Math.max(0, ms - RESOLUTION_MS);

/** How late the event loop of this thread is. */
export class LoopDelay implements Disposable {
  readonly #period = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  readonly #whole = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  #firstMs = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor() {
    this.#period.enable();
    this.#whole.enable();
    this.#begin();
  }

  /**
   * A monitor takes no delay between its reset and its next tick, so where every turn of the loop lasts longer than a
   * period it would take none at all, and a server that stands still would read as idle. A timer takes that first one.
   */
  #begin(): void {
    const beganAtMs = performance.now();
    this.#firstMs = 0;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#firstMs = beyondResolution(performance.now() - beganAtMs);
    }, RESOLUTION_MS);
    this.#timer.unref();
  }

  read(): LoopDelayReading {
    const [period, whole] = [this.#period, this.#whole];
    const reading = {
      loopDelayMsMax: Math.max(this.#firstMs, period.count === 0 ? 0 : beyondResolution(period.max / NS_PER_MS)),
      loopDelayMsP99: period.count === 0 ? 0 : beyondResolution(period.percentile(99) / NS_PER_MS),
      loopDelaySoFar: {
        takenCount: whole.count,
        msMean: whole.count === 0 ? 0 : beyondResolution(whole.mean / NS_PER_MS),
        msP99: whole.count === 0 ? 0 : beyondResolution(whole.percentile(99) / NS_PER_MS),
      },
    };
    period.reset();
    this.#begin();
    return reading;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#period.disable();
    this.#whole.disable();
  }
}
