/**
 * How long a client of a closed loop stays away once it was refused (503) or lost its connection. Without a pause it
 * would ask thousands of times a second, and the server would be busy refusing. The second that our servers ask for in
 * Retry-After is too long here: a closed loop is there to keep the server busy, and a server that refuses for a moment would
 * stand idle for the rest of the second. Nobody is told to wait for this long in any figure: refusals are no waits.
 */
export const RETRY_PAUSE_MS = 100;
