/**
 * The shortest time between two questions: what a person does not notice, and what servers hardly suffer from. Asked every
 * 20 ms by 6 clients, background-pool did 79 % of what two cores could give, asked every 50 ms 95 % (2-core AMD EPYC VM).
 */
const MIN_INTERVAL_MS = 50;
/** Of the job's age. Whoever waited for 10 s can bear another second; asked every 50 ms, a few thousand waiting jobs would be all that a server hears of. */
const AGE_SHARE = 0.1;

/**
 * How long a client lets a job be until it asks again: 50 ms, and a tenth of the job's age where that is more. So a wait
 * is known to 50 ms or a tenth, and a job of T ms costs about 10 + 10 ln(T / 500) questions.
 *
 * @param ageMs since it was accepted
 */
export const pollIntervalMs = (ageMs: number): number => Math.max(MIN_INTERVAL_MS, AGE_SHARE * ageMs);

/** How long a job lies done until its client finds out, on average: half of an interval. @param ageMs when it is done */
export const pollDelayMs = (ageMs: number): number => pollIntervalMs(ageMs) / 2;
