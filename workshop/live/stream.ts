import type { ServerResponse } from 'node:http';
import type { Conductor } from './conductor.ts';
import type { LiveMessage } from './wire.ts';

/** Tells proxies and browsers that the connection lives while nothing happens. */
const KEEP_ALIVE_MS = 10_000;
/** A page that does not read is let go; it comes again and names the last message that it has. */
const MOST_UNREAD_BYTES = 2_000_000;
const RETRY_MS = 1_000;

const data = ({ atMs, events }: LiveMessage): string => `data: ${JSON.stringify({ atMs, events })}\n\n`;

/**
 * Server-Sent Events for one page: what is true now, what it missed, "live", and then what happens.
 *
 * @param lastId of the last message that the page has; empty when it has none
 */
export function streamTo(response: ServerResponse, conductor: Conductor, lastId: string, atMs: number): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  const { log } = conductor;
  response.write(`retry: ${RETRY_MS}\nevent: state\n${data({ atMs, events: log.state() })}`);
  for (const { id, ...message } of log.since(lastId)) response.write(`id: ${id}\n${data(message)}`);
  response.write(`event: live\ndata: {}\n\n`);
  const listening = conductor.listen(({ id, ...message }) => {
    if (response.writableLength > MOST_UNREAD_BYTES) response.destroy();
    else response.write(`id: ${id}\n${data(message)}`);
  });
  const timer = setInterval(() => response.write(': alive\n\n'), KEEP_ALIVE_MS);
  response.once('close', () => {
    clearInterval(timer);
    listening[Symbol.dispose]();
  });
  response.once('error', () => response.destroy());
}
