import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { ServerCommand, ServerMessage } from './protocol.ts';

/** For tests: `main.ts` in a process of its own, as the harness starts it. */
export interface ForkedServer extends AsyncDisposable {
  readonly baseUrl: string;
  readonly processIds: readonly number[];
  readonly messages: readonly ServerMessage[];
  /** Asks it to stop and resolves with its exit code; null when it was killed. */
  stop(how: ServerCommand | NodeJS.Signals): Promise<number | null>;
}

/** Longer than a server's own limit for stopping. */
const STOP_MS = 4_500;

/** @param args the arguments of `npm run serve --`; the port is 0 unless they say otherwise */
export async function forkServer(args: readonly string[]): Promise<ForkedServer> {
  const child = fork(new URL('main.ts', import.meta.url), ['--port', '0', ...args], { execArgv: [] });
  const exited = once(child, 'exit') as Promise<[number | null]>;
  const messages: ServerMessage[] = [];
  const ready = Promise.withResolvers<ServerMessage & { readonly kind: 'ready' }>();
  child.on('message', (message: ServerMessage) => {
    messages.push(message);
    if (message.kind === 'ready') ready.resolve(message);
    if (message.kind === 'failed') ready.reject(Object.assign(new Error(message.message), { code: message.code }));
  });
  exited.then(([code]) => ready.reject(new Error(`The server ended with ${code}`))).catch(ready.reject);
  const { port, processIds } = await ready.promise;
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    processIds,
    messages,
    stop: async (how) => {
      if (typeof how === 'string') child.kill(how);
      else child.send(how);
      const [code] = await exited;
      return code;
    },
    [Symbol.asyncDispose]: async () => {
      const kill = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      // A server that is killed at once would leave its temporary folder behind.
      if (child.connected) child.send({ kind: 'stop' } satisfies ServerCommand);
      await exited;
      clearTimeout(kill);
    },
  };
}
