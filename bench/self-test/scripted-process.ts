import { HarnessError } from '../../servers/errors.ts';
import { startChild } from '../child.ts';
import type { Launcher } from '../setup.ts';
import type { Script, ScriptedCommand, ScriptedMessage } from './scripted-protocol.ts';
import { within } from '../within.ts';

/** It listens within a second on an idle machine. */
const START_MS = 15_000;

/** A server that plays scripts, in a process of its own. Each promise rejects with ERR_SERVER_EXITED when it ends before. */
export interface ScriptedServer extends AsyncDisposable {
  readonly baseUrl: string;
  /** Changes the script. @returns how far it was behind the script before at worst, in ms */
  play(script: Script): Promise<number>;
  /** Which share of a CPU its process gets while it holds its loop for `holdMs`. */
  cpuShare(holdMs: number): Promise<number>;
}

/** @throws {HarnessError} ERR_SERVER_START, ERR_SERVER_EXITED; the signal's reason */
export async function startScriptedServer(launcher: Launcher, signal: AbortSignal): Promise<ScriptedServer> {
  await using resources = new AsyncDisposableStack();
  const child = resources.use(
    startChild<ScriptedCommand, ScriptedMessage>({
      entry: new URL('scripted-server.ts', import.meta.url),
      launcher,
      stop: () => {},
      stopMs: 0,
    }),
  );
  const gone = child.ended.then((how) => {
    throw new HarnessError('ERR_SERVER_EXITED', `The self-test's own server ended early: ${how}`);
  });
  // It also ends when it is disposed of, when nobody waits for it any more.
  gone.catch(() => {});
  const waiting = new Map<ScriptedMessage['kind'], (message: ScriptedMessage) => void>();
  child.onMessage((message) => waiting.get(message.kind)?.(message));
  const next = async <Kind extends ScriptedMessage['kind']>(
    kind: Kind,
  ): Promise<ScriptedMessage & { readonly kind: Kind }> => {
    const { promise, resolve } = Promise.withResolvers<ScriptedMessage>();
    waiting.set(kind, resolve);
    return (await Promise.race([promise, gone])) as ScriptedMessage & { readonly kind: Kind };
  };
  const { port } = await within(next('ready'), {
    limitMs: START_MS,
    code: 'ERR_SERVER_START',
    what: "The self-test's own server was not ready",
    signal,
  });
  const owned = resources.move();
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    play: async (script) => {
      child.tell({ kind: 'play', script });
      return (await next('playing')).behindMsMax;
    },
    cpuShare: async (holdMs) => {
      child.tell({ kind: 'hold', holdMs });
      return (await next('held')).cpuShare;
    },
    [Symbol.asyncDispose]: async () => owned.disposeAsync(),
  };
}
