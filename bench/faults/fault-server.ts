import { rm } from 'node:fs/promises';
import process from 'node:process';
import { HarnessError } from '../../servers/errors.ts';
import type { ServerCommand, ServerMessage } from '../../servers/protocol.ts';
import { makeTemporaryFolder } from '../../servers/temporary-folder.ts';
import { type Child, startChild } from '../child.ts';
import type { Launcher } from '../setup.ts';
import { within } from '../within.ts';
import type { CellLog } from './cell-log.ts';
import { type Listed, descendants, killAll, remaining } from './process-tree.ts';

/** How a server is started for one fault. */
export interface ServerArguments {
  readonly strategyName: string;
  readonly workerCount: number;
  readonly queueLimitCount: number;
  readonly taskTimeoutMs: number;
  readonly queueUrl: string | null;
  /** Of each of its processes and threads; null for as much as Node takes. */
  readonly heapLimitMb: number | null;
}

const START_MS = 15_000;
const STOP_MS = 4_000;
/** What a killed server's children need to notice and to end: those of a cluster come to the end of their task first. */
const LEFT_BEHIND_MS = 5_000;

/** A process that runs out of memory aborts, and would leave a core file behind wherever the limit allows one. */
const WITHOUT_CORE_FILES: Launcher =
  process.platform === 'win32' ? [] : ['/bin/sh', '-c', 'ulimit -c 0; exec "$@"', 'sh'];

/** Entries of the processes that run tasks for a server. */
const WORKER_ENTRY = /(?:pool-process|task-process|worker-process|servers[/\\]main)\.ts/;

type ServerChild = Child<ServerCommand, ServerMessage>;

/** A server that may die, and be started again on the same data folder. */
export class FaultServer implements AsyncDisposable {
  readonly dataFolder: string;
  readonly #args: ServerArguments;
  readonly #log: CellLog;
  readonly #interrupted: AbortSignal;
  #child: ServerChild | undefined;
  #baseUrl: string | null = null;
  #died = Promise.withResolvers<void>();
  #hasDied = false;
  #isOver = false;
  #restartedCount = 0;
  #replacedCount = 0;
  #leftBehindCount = 0;

  private constructor(args: ServerArguments, dataFolder: string, log: CellLog, interrupted: AbortSignal) {
    this.#args = args;
    this.dataFolder = dataFolder;
    this.#log = log;
    this.#interrupted = interrupted;
  }

  /** @throws {HarnessError} ERR_SERVER_START, or what the server said of itself */
  static async start(args: ServerArguments, log: CellLog, interrupted: AbortSignal): Promise<FaultServer> {
    const dataFolder = await makeTemporaryFolder('fault');
    const server = new FaultServer(args, dataFolder, log, interrupted);
    try {
      await server.#launch();
      return server;
    } catch (thrown) {
      await server[Symbol.asyncDispose]();
      throw thrown;
    }
  }

  /** null while there is no server. */
  get baseUrl(): string | null {
    return this.#baseUrl;
  }

  get hasDied(): boolean {
    return this.#hasDied;
  }

  /** Resolves when the process that was started last has ended. */
  get died(): Promise<void> {
    return this.#died.promise;
  }

  state(): {
    readonly state: 'same' | 'replaced' | 'restarted' | 'down';
    readonly replacedCount: number;
    readonly leftBehindCount: number;
  } {
    const counts = { replacedCount: this.#replacedCount, leftBehindCount: this.#leftBehindCount };
    if (this.#baseUrl === null) return { state: 'down', ...counts };
    if (this.#restartedCount > 0) return { state: 'restarted', ...counts };
    return { state: this.#replacedCount > 0 ? 'replaced' : 'same', ...counts };
  }

  /** The processes that run its tasks now. */
  async workers(): Promise<Listed[]> {
    const serverId = this.#child?.processId ?? 0;
    const all = await descendants(serverId);
    return all.filter(({ parentId, command }) => parentId === serverId && WORKER_ENTRY.test(command));
  }

  /** kill -9 of the server's own process, and a look at what it leaves behind. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || this.#hasDied) return;
    const family = await descendants(child.processId);
    process.kill(child.processId, 'SIGKILL');
    this.#log.note(`Killed the server, process ${child.processId}, with -9; it had ${family.length} below it`);
    await child.ended;
    await this.#clearAway(family);
  }

  /** Starts it again on the same data folder. @throws {HarnessError} ERR_SERVER_START */
  async restart(): Promise<void> {
    await this.#launch();
    this.#restartedCount += 1;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true;
    const family = this.#child === undefined ? [] : await descendants(this.#child.processId);
    this.#baseUrl = null;
    await this.#child?.[Symbol.asyncDispose]();
    killAll(await remaining(family, 0));
    await rm(this.dataFolder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }

  async #clearAway(family: readonly Listed[]): Promise<void> {
    const left = await remaining(family, LEFT_BEHIND_MS);
    this.#leftBehindCount += left.length;
    const names = left.map(({ processId }) => processId).join(', ');
    this.#log.note(left.length === 0 ? 'None of its processes is left' : `Left behind, and killed: ${names}`);
    killAll(left);
  }

  async #launch(): Promise<void> {
    // Who still waits for it, in a cell that was ended, must not start it once more.
    if (this.#isOver) throw new HarnessError('ERR_INTERRUPTED', 'The cell is over');
    const { strategyName, workerCount, queueLimitCount, taskTimeoutMs, queueUrl, heapLimitMb } = this.#args;
    const child: ServerChild = startChild({
      entry: new URL('../../servers/main.ts', import.meta.url),
      launcher: WITHOUT_CORE_FILES,
      nodeOptions: heapLimitMb === null ? [] : [`--max-old-space-size=${heapLimitMb}`],
      args: Object.entries({
        '--strategy': strategyName,
        '--port': 0,
        '--workers': workerCount,
        '--queue-limit': queueLimitCount,
        '--task-timeout': taskTimeoutMs,
        '--data': this.dataFolder,
        ...(queueUrl === null ? {} : { '--queue': queueUrl }),
      }).flatMap(([flag, value]) => [flag, String(value)]),
      stop: (tell) => tell({ kind: 'stop' }),
      stopMs: STOP_MS,
    });
    this.#child = child;
    this.#hasDied = false;
    this.#died = Promise.withResolvers();
    const ready = Promise.withResolvers<number>();
    child.onMessage((message) => this.#hear(message, ready));
    void child.ended.then((how) => {
      ready.reject(
        new HarnessError('ERR_SERVER_START', `The ${strategyName} server ended before it was ready: ${how}`),
      );
      if (this.#child !== child) return;
      this.#hasDied = true;
      // Not after it was told to stop: then it has no address any more.
      if (this.#baseUrl !== null)
        this.#log.note(`The server, process ${child.processId}, ended: ${how.split('\n')[0]}`);
      this.#baseUrl = null;
      this.#died.resolve();
    });
    const port = await within(ready.promise, {
      limitMs: START_MS,
      code: 'ERR_SERVER_START',
      what: `The ${strategyName} server was not ready`,
      signal: this.#interrupted,
    });
    this.#baseUrl = `http://127.0.0.1:${port}`;
    this.#log.note(`The server is ready: process ${child.processId}, port ${port}`);
  }

  #hear(message: ServerMessage, ready: PromiseWithResolvers<number>): void {
    switch (message.kind) {
      case 'ready':
        ready.resolve(message.port);
        return;
      case 'failed':
        ready.reject(new HarnessError(message.code, message.message));
        return;
      case 'worker-exited':
        this.#replacedCount += 1;
        this.#log.note(`Server process ${message.processId} ended (${message.how}) and is being replaced`);
        return;
      case 'telemetry':
    }
  }
}
