import { Asker, type Reply } from './asker.ts';
import { requestBytes } from './connection.ts';

/** A server that says nothing of its jobs for so long says nothing. */
export const LAST_QUESTION_MS = 10_000;
/** As many as a few heavy users have; a crowd of them would be a load of its own. */
const ASKER_COUNT = 16;

/**
 * Asks once for each of the jobs whose client waits no more, so that what was accepted is accounted for.
 *
 * @param paths of the jobs
 * @returns the reply of each, in their order; null where none came in time
 */
export async function askForEach(url: URL, paths: readonly string[]): Promise<(Reply | null)[]> {
  const replies: (Reply | null)[] = paths.map(() => null);
  const askers = Array.from({ length: Math.min(ASKER_COUNT, paths.length) }, () => new Asker(url));
  const isOver = new AbortController();
  const timer = setTimeout(() => {
    isOver.abort();
    for (const asker of askers) asker[Symbol.dispose]();
  }, LAST_QUESTION_MS);
  const left = paths.entries();
  const askOn = async (asker: Asker): Promise<void> => {
    // All askers take from one list.
    for (const [index, path] of left) {
      if (isOver.signal.aborted) return;
      replies[index] = await asker.ask(requestBytes(url, { method: 'GET', path, body: null }, false));
    }
  };
  await Promise.all(askers.map(askOn));
  clearTimeout(timer);
  for (const asker of askers) asker[Symbol.dispose]();
  return replies;
}
