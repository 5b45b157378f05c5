/**
 * The processes that answer requests: of a cluster all but the first, which only hands connections out. Runs in the page
 * and in Node.
 *
 * @param processIds of a whole server, the one that was started first
 */
export const servingIds = (processIds: readonly number[]): readonly number[] =>
  processIds.length > 1 ? processIds.slice(1) : processIds;
