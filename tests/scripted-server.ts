import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import process from 'node:process';

/**
 * A server whose waits are known in closed form, in a process of its own. The first argument says what it does:
 *
 * - `stall` holds the loop for 200 ms of each 1000 ms, whatever is asked, and otherwise answers at once;
 * - `serve` spends 10 ms of the loop on each POST and answers GET at once;
 * - `lie` answers every POST with a wrong answer at once;
 * - `close` does the same and closes the connection after each reply.
 *
 * It tells its port by the message `{ port }` and ends with its parent.
 */
const STALL = { everyMs: 1_000, forMs: 200 };
const SERVICE_MS = 10;

/** The clock is the script here: the stall must have its length, not a task its work. */
function holdLoop(forMs: number): void {
  const endAtMs = performance.now() + forMs;
  while (performance.now() < endAtMs);
}

const script = process.argv[2];
const server = createServer((request, response) => {
  request.resume().on('end', () => {
    if (request.method === 'POST' && script === 'serve') holdLoop(SERVICE_MS);
    if (script === 'close') response.setHeader('connection', 'close');
    response
      .setHeader('content-type', 'application/json')
      .end(request.method === 'POST' ? '{"digest":0}' : '{"status":"ok"}');
  });
});
// Node closes idle connections after 5 s by default; here the neighbours' must stay open.
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));

if (script === 'stall') {
  // Each stall starts where the clock says, so that lateness does not add up.
  const startAtMs = performance.now();
  let count = 0;
  const stall = (): void => {
    holdLoop(startAtMs + count * STALL.everyMs + STALL.forMs - performance.now());
    count += 1;
    setTimeout(stall, startAtMs + count * STALL.everyMs - performance.now());
  };
  stall();
}
process.on('disconnect', () => process.exit(0));
