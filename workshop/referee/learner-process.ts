import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { within } from '../../bench/within.ts';
import { plainText } from '../../reports/plain-text.ts';
import { HarnessError } from '../../servers/errors.ts';
import { nowMs } from '../../servers/telemetry.ts';
import { MARK_NAME, type Tree, type TreeProcess, killTree, processesOf, treeCpuMs } from './process-tree.ts';

/** A server listens within a second on an idle laptop. */
const START_MS = 8_000;
/** Enough for an error with its stack; a flood costs no memory. */
const KEPT_OUTPUT_LENGTH = 4_000;
const SHOWN_LINE_COUNT = 12;
const SHOWN_LINE_LENGTH = 160;
/** Of the time it had: who uses more has not just waited. */
const BUSY_SHARE = 0.5;

const LAST_LINES_MS = 50;
/** Time to finish what is under way after SIGTERM. */
const END_MS = 5_000;

const GUARD = new URL('./learner-guard.ts', import.meta.url);
const COMPILE_CACHE = fileURLToPath(new URL('../../node_modules/.cache/holdup-compiled', import.meta.url));

/** A learner's program in a process of its own. After disposal neither it nor anything it started is alive. */
export interface Learner extends AsyncDisposable {
  /** Of its server; '' where it does not listen. */
  readonly baseUrl: string;
  /** Of the program itself, and of nothing that it started. */
  readonly processId: number;
  /** CPU that it and all it started used so far; null where the system does not tell. */
  cpuMs(): Promise<number | null>;
  /** It and all it started, as far as they live now; null where the system does not tell. */
  processes(): Promise<readonly TreeProcess[] | null>;
  /** Sends a signal to the program itself, and to nothing that it started, and waits until it has ended. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** The last lines of what it printed. */
  output(): readonly string[];
  onMessage(listener: (message: unknown) => void): void;
  /** Aborts with ERR_SERVER_EXITED when it ends before disposal. */
  readonly lost: AbortSignal;
}

/** The last lines a person can read; whatever else they hold drives no terminal. */
function shownLines(text: string): readonly string[] {
  return (
    text
      .split(/\r?\n/)
      // Node's own part of a stack says nothing of the learner's code, and would push the error itself out.
      .filter((line) => line.trim() !== '' && !/^\s+at .*\bnode:/.test(line))
      .slice(-SHOWN_LINE_COUNT)
      .map((line) => plainText(line.slice(0, SHOWN_LINE_LENGTH)))
  );
}

function keepOutput(child: ChildProcess): () => readonly string[] {
  let kept = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => {
      kept = (kept + chunk.toString()).slice(-KEPT_OUTPUT_LENGTH);
    });
  return () => shownLines(kept);
}

const portOf = (message: unknown): number | undefined => {
  const isReady = typeof message === 'object' && message !== null && 'kind' in message && message.kind === 'ready';
  if (!isReady) return undefined;
  return 'port' in message && typeof message.port === 'number' ? message.port : 0;
};

/** What to say of a program that never said it is ready. */
async function silence(tree: Tree, startedAtMs: number): Promise<HarnessError> {
  const tookMs = nowMs() - startedAtMs;
  const isBusy = ((await treeCpuMs(tree)) ?? 0) > BUSY_SHARE * tookMs;
  const why = isBusy
    ? 'It used the CPU all that time. Which loop in it never ends?'
    : 'Is `await listen(app)` still its last line?';
  return new HarnessError(
    'ERR_SERVER_START',
    `Your program did not get ready within ${Math.round(tookMs / 1_000)} s. ${why}`,
  );
}

async function untilReady(child: ChildProcess, tree: Tree, lost: AbortSignal, signal: AbortSignal): Promise<number> {
  const startedAtMs = nowMs();
  const ready = Promise.withResolvers<number>();
  child.on('message', (message) => {
    const port = portOf(message);
    if (port !== undefined) ready.resolve(port);
  });
  const either = AbortSignal.any([lost, signal]);
  try {
    return await within(ready.promise, {
      limitMs: START_MS,
      code: 'ERR_SERVER_START',
      what: 'Your program did not get ready',
      signal: either,
    });
  } catch (thrown) {
    if (either.aborted) throw thrown;
    throw await silence(tree, startedAtMs);
  }
}

/**
 * Starts a learner's file and waits until it says that it is ready.
 *
 * @throws {HarnessError} ERR_SERVER_START, ERR_SERVER_EXITED, with a message for the learner; the signal's reason. The last
 * lines of its output are the error's cause.
 */
export async function startLearner(file: URL, args: readonly string[], signal: AbortSignal): Promise<Learner> {
  const mark = randomUUID();
  const child = fork(file, args, {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    execArgv: ['--import', GUARD.href],
    // A group of its own can be ended whole. On Windows it would open a window.
    detached: process.platform !== 'win32',
    env: { ...process.env, NODE_COMPILE_CACHE: COMPILE_CACHE, [MARK_NAME]: mark },
  });
  const tree: Tree = { mark, groupId: child.pid ?? 0 };
  const output = keepOutput(child);
  const lost = new AbortController();
  const exited = Promise.withResolvers<void>();
  child.once('error', (cause) => {
    lost.abort(new HarnessError('ERR_SERVER_START', `Your program cannot be started: ${cause.message}`));
    exited.resolve();
  });
  child.once('exit', (code, exitSignal) => {
    const how = exitSignal === null ? `with exit code ${code}` : `by signal ${exitSignal}`;
    exited.resolve();
    // The last lines that it printed are still on their way.
    setTimeout(() => {
      const message = `Your program ended by itself, ${how}, instead of going on.`;
      lost.abort(new HarnessError('ERR_SERVER_EXITED', message, { cause: output() }));
    }, LAST_LINES_MS);
  });
  const end = async (): Promise<void> => {
    if (child.pid !== undefined) await killTree(tree);
    await exited.promise;
  };
  try {
    const port = await untilReady(child, tree, lost.signal, signal);
    return {
      baseUrl: port === 0 ? '' : `http://127.0.0.1:${port}`,
      processId: tree.groupId,
      cpuMs: async () => treeCpuMs(tree),
      processes: async () => processesOf(tree).catch(() => null),
      end: async (endSignal) => {
        child.kill(endSignal);
        await within(exited.promise, {
          limitMs: END_MS,
          code: 'ERR_SERVER_START',
          what: `Your program did not end after ${endSignal}`,
          signal,
        });
      },
      output,
      onMessage: (listener) => void child.on('message', listener),
      lost: lost.signal,
      [Symbol.asyncDispose]: end,
    };
  } catch (thrown) {
    await end();
    if (!(thrown instanceof HarnessError)) throw thrown;
    throw new HarnessError(thrown.code, thrown.message, { cause: output() });
  }
}
