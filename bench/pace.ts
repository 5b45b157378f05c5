/** How long the rest of a run will take: as planned at first, and more and more as the trials so far took. */
export class Pace {
  readonly trialCount: number;
  readonly #plannedMs: number;
  #doneCount = 0;
  #firstStartMs = 0;
  #lastEndMs = 0;
  /** null between two trials. */
  #startMs: number | null = null;

  /** @param plannedMs of one trial */
  constructor(trialCount: number, plannedMs: number) {
    this.trialCount = trialCount;
    this.#plannedMs = plannedMs;
  }

  get doneCount(): number {
    return this.#doneCount;
  }

  /** @param atMs of any clock that never goes back, the same one for all calls */
  started(atMs: number): void {
    if (this.#doneCount === 0) this.#firstStartMs = atMs;
    this.#startMs = atMs;
  }

  ended(atMs: number): void {
    this.#doneCount += 1;
    this.#lastEndMs = atMs;
    this.#startMs = null;
  }

  /** One trial, with its share of what happens between rounds. The plan counts like one trial that took as long. */
  trialMs(): number {
    const tookMs = this.#doneCount === 0 ? 0 : this.#lastEndMs - this.#firstStartMs;
    return (this.#plannedMs + tookMs) / (this.#doneCount + 1);
  }

  leftMs(atMs: number): number {
    return Math.max(0, this.trialCount - this.#doneCount - this.#underWayShare(atMs)) * this.trialMs();
  }

  /** 0..1; never less than before. */
  doneShare(atMs: number): number {
    return this.trialCount === 0 ? 1 : Math.min(1, (this.#doneCount + this.#underWayShare(atMs)) / this.trialCount);
  }

  /** 0..1 of the trial that runs. */
  #underWayShare(atMs: number): number {
    return this.#startMs === null ? 0 : Math.min(1, (atMs - this.#startMs) / this.trialMs());
  }
}
