/** The shortest time between two questions: what a person does not notice, and no server suffers from. */
const MIN_INTERVAL_MS = 20;
/** Of the job's age. Whoever waited for 10 s can bear another second; asked every 20 ms, a thousand waiting jobs would be all that a server hears of. */
const AGE_SHARE = 0.1;

/**
 * How long a client lets a job be until it asks again: 20 ms, and a tenth of the job's age where that is more. So a wait
 * is known to 20 ms or a tenth, and a job of T ms costs about 10 + 10 ln(T / 200) questions.
 *
 * @param ageMs since it was accepted
 */
export const pollIntervalMs = (ageMs: number): number => Math.max(MIN_INTERVAL_MS, AGE_SHARE * ageMs);

/** How long a job lies done until its client finds out, on average: half of an interval. @param ageMs when it is done */
export const pollDelayMs = (ageMs: number): number => pollIntervalMs(ageMs) / 2;
