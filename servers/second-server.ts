import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { ChildGuard } from './child-guard.ts';
import { HarnessError } from './errors.ts';
import type { ServerMessage } from './protocol.ts';
import { type TelemetrySample, noteSample } from './telemetry.ts';

/** Another server process of ours, on a port of its own. It is started again when it dies. */
export class SecondServer implements AsyncDisposable {
  readonly #args: readonly string[];
  readonly #guard = new ChildGuard();
  #isClosing = false;
  #child: ChildProcess | undefined;
  #port: Promise<number> | undefined;

  /** @param args the arguments of `npm run serve --`, without a port */
  constructor(args: readonly string[]) {
    this.#args = args;
  }

  /**
   * Resolves when it is ready, and starts it where it is not running.
   *
   * @throws {HarnessError} ERR_SERVER_START, or what the server said of itself
   */
  async port(): Promise<number> {
    this.#port ??= this.#start();
    return this.#port;
  }

  /** Kills it: whoever closes this has no work there any more. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosing = true;
    if (this.#child !== undefined) {
      const exited = once(this.#child, 'exit');
      this.#child.kill('SIGKILL');
      await exited;
    }
    this.#guard[Symbol.dispose]();
  }

  async #start(): Promise<number> {
    const child = fork(new URL('main.ts', import.meta.url), ['--port', '0', ...this.#args]);
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    // It could not be started, or not be reached; where it was running, `exit` tells of its end.
    child.on('error', (cause) => {
      if (child.pid === undefined) this.#port = undefined;
      reject(new HarnessError('ERR_SERVER_START', `The second server cannot be started: ${cause.message}`, { cause }));
    });
    const { pid } = child;
    if (pid === undefined) return promise;
    this.#child = child;
    this.#guard.add(pid);
    let wasReady = false;
    let newest: TelemetrySample | undefined;
    child.on('message', (message: ServerMessage) => {
      if (message.kind === 'failed') reject(new HarnessError(message.code, message.message));
      if (message.kind === 'telemetry') {
        noteSample(message.sample);
        if (message.sample.threadId === 0) newest = message.sample;
      }
      if (message.kind !== 'ready') return;
      wasReady = true;
      resolve(message.port);
    });
    child.once('exit', (exitCode, signalName) => {
      this.#guard.remove(pid);
      this.#child = undefined;
      this.#port = undefined;
      if (newest !== undefined) noteSample({ ...newest, rssBytes: 0 });
      const how = signalName ?? `exit code ${exitCode}`;
      reject(new HarnessError('ERR_SERVER_START', `The second server ended before it was ready: ${how}`));
      // One that never got ready would fail again; it is tried again when somebody needs it.
      if (wasReady && !this.#isClosing) this.port().catch(() => {});
    });
    return promise;
  }
}
