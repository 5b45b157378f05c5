import { type AddressInfo, type Socket, createServer } from 'node:net';
import process from 'node:process';
import { nowMs } from '../../servers/telemetry.ts';
import { type Holding, cpuShareOfHold, holdLoop, holdPeriodically } from '../sender/loop-hold.ts';
import type { Script, ScriptedCommand, ScriptedMessage } from './scripted-protocol.ts';

/**
 * A server whose waits are known in closed form, in a process of its own. It reads raw sockets, as an HTTP library would
 * add a time of its own to each answer. It knows requests without a body only: that is what the self-test sends.
 */
const BODY = '{"status":"ok"}';
const ANSWER = Buffer.from(
  `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${BODY.length}\r\n\r\n${BODY}`,
);
/** Answering one request and reading the next takes less on any machine of today. */
const TURN_MS = 0.5;
/**
 * A stall's loop is let go so long before its end: it reads what has come, and answers all of it when the script says. Reading
 * some dozens of requests takes milliseconds, which are no part of what is known beforehand.
 */
const READ_MS = 5;
const HEAD_END = '\r\n\r\n';

let script: Script = { kind: 'instant' };
let stall: Holding | undefined;
let behindMsMax = 0;
let servedUntilMs = Number.NEGATIVE_INFINITY;

/** Sockets to answer at `answersFromMs`, when a stall is over. */
const unanswered: Socket[] = [];
let answersFromMs = Number.NEGATIVE_INFINITY;

function answerInTime(): void {
  const lateMs = performance.now() - answersFromMs;
  if (lateMs < 0) {
    setImmediate(answerInTime);
    return;
  }
  behindMsMax = Math.max(behindMsMax, lateMs);
  for (const socket of unanswered.splice(0)) socket.write(ANSWER);
}

function answer(socket: Socket): void {
  if (performance.now() < answersFromMs) unanswered.push(socket);
  else socket.write(ANSWER);
}

/**
 * Holds the loop for a request. One that stood in line is served from when the one before it ended: reading and answering
 * are part of its time, as the script has it, not on top.
 */
function serve(holdMs: number): void {
  const nowAtMs = performance.now();
  const beginsAtMs = nowAtMs - servedUntilMs < TURN_MS ? servedUntilMs : nowAtMs;
  servedUntilMs = beginsAtMs + holdMs;
  holdLoop(servedUntilMs - nowAtMs);
  const behindMs = performance.now() - servedUntilMs;
  behindMsMax = Math.max(behindMsMax, behindMs);
  // What another program took is lost, and shows as such.
  if (behindMs > TURN_MS) servedUntilMs += behindMs;
}

function answerAll(socket: Socket): void {
  let unread = '';
  socket.on('error', () => {});
  socket.on('data', (chunk: Buffer) => {
    unread += chunk.toString('latin1');
    for (let end = unread.indexOf(HEAD_END); end !== -1; end = unread.indexOf(HEAD_END)) {
      if (script.kind === 'serve' && unread.startsWith('POST')) serve(script.holdMs);
      answer(socket);
      unread = unread.slice(end + HEAD_END.length);
    }
  });
}

/** What comes during a stall is answered at its end, not before and, but for the writing, not after. */
function stalls({ holdMs, everyMs, firstAtMs }: Script & { readonly kind: 'stall' }): Holding {
  return holdPeriodically(
    { holdMs: holdMs - READ_MS, everyMs },
    performance.now() + firstAtMs - nowMs(),
    (heldUntilMs) => {
      answersFromMs = heldUntilMs + READ_MS;
      answerInTime();
    },
  );
}

function play(next: Script): void {
  const before = Math.max(behindMsMax, stall?.behindMsMax() ?? 0);
  stall?.[Symbol.dispose]();
  stall = next.kind === 'stall' ? stalls(next) : undefined;
  behindMsMax = 0;
  script = next;
  tell({ kind: 'playing', behindMsMax: before });
}

function tell(message: ScriptedMessage): void {
  process.send?.(message);
}

const server = createServer({ noDelay: true }, answerAll);
server.listen({ port: 0, host: '127.0.0.1', backlog: 1_024 }, () =>
  tell({ kind: 'ready', port: (server.address() as AddressInfo).port }),
);
process.on('message', (command: ScriptedCommand) => {
  if (command.kind === 'play') play(command.script);
  else tell({ kind: 'held', cpuShare: cpuShareOfHold(command.holdMs) });
});
process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches every process of a terminal; the parent decides what it means.
process.on('SIGINT', () => {});
