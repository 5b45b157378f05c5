import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import process from 'node:process';

/**
 * A server whose waits are known in closed form, or that treats its clients badly in a known way, in a process of its
 * own. The first argument says what it does:
 *
 * - `plain` answers everything at once;
 * - `stall` holds the loop for 200 ms of each 1000 ms, whatever is asked, and otherwise answers at once;
 * - `serve` spends 10 ms of the loop on each POST and answers GET at once;
 * - `delay` answers each request after as many milliseconds as the second argument says, by a timer: the loop is free;
 * - `lie` is `plain` by another name: its answer to every POST is wrong;
 * - `close` answers at once and closes the connection after each reply;
 * - `drop` breaks the connection of every 20th request instead of answering, and answers the others at once;
 * - `silent` never answers every 10th request, keeps its connection open, and answers the others at once;
 * - `slow` answers each request after 60 s, which is longer than any run waits.
 *
 * The last four do so to whatever is measured; `drop`, `silent` and `slow` spare what must succeed before that, or
 * there would be no trial: the harness' own requests (those of `fetch`: check and warm-up), and the first GET of each
 * connection until the trial begins, which proves a neighbour's connection. Spared requests are not counted.
 *
 * An answer to POST is `{"digest":0}`. It tells its port by the message `{ port }` and ends with its parent.
 */
const STALL = { everyMs: 1_000, forMs: 200 };
const SERVICE_MS = 10;
const DROPPED_EACH = 20;
const SILENT_EACH = 10;
const SLOW_MS = 60_000;

const [script = '', argument] = process.argv.slice(2);

/** The clock is the script here: the stall must have its length, not a task its work. */
function holdLoop(forMs: number): void {
  const endAtMs = performance.now() + forMs;
  while (performance.now() < endAtMs);
}

function answer({ method }: IncomingMessage, response: ServerResponse): void {
  response.setHeader('content-type', 'application/json').end(method === 'POST' ? '{"digest":0}' : '{"status":"ok"}');
}

const proved = new WeakSet<Socket>();
let isTrial = false;

/** A proof is the first request of a connection that stays open; whatever else comes is the trial. */
function isSpared({ method, headers, socket }: IncomingMessage): boolean {
  if (headers['user-agent'] === 'node') {
    isTrial = false;
    return true;
  }
  isTrial ||= method !== 'GET' || headers.connection === 'close' || proved.has(socket);
  proved.add(socket);
  return !isTrial;
}

let countedCount = 0;
const isEach = (count: number): boolean => ++countedCount % count === 0;

type Script = (request: IncomingMessage, response: ServerResponse) => void;

const sparing =
  (hurt: Script): Script =>
  (request, response) =>
    (isSpared(request) ? answer : hurt)(request, response);

const scripts: Readonly<Record<string, Script>> = {
  plain: answer,
  stall: answer,
  serve: (request, response) => {
    if (request.method === 'POST') holdLoop(SERVICE_MS);
    answer(request, response);
  },
  delay: (request, response) => void setTimeout(() => answer(request, response), Number(argument)),
  lie: answer,
  close: (request, response) => answer(request, response.setHeader('connection', 'close')),
  drop: sparing((request, response) => {
    if (isEach(DROPPED_EACH)) request.socket.destroy();
    else answer(request, response);
  }),
  silent: sparing((request, response) => {
    if (!isEach(SILENT_EACH)) answer(request, response);
  }),
  slow: sparing((request, response) => void setTimeout(() => answer(request, response), SLOW_MS)),
};

const run = scripts[script];
if (run === undefined)
  throw new RangeError(`No script is called "${script}". There are: ${Object.keys(scripts).join(', ')}`);

const server = createServer((request, response) => {
  request.resume().on('end', () => run(request, response));
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
