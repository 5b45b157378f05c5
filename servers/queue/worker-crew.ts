import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { HarnessError } from '../errors.ts';
import { ProcessRow } from '../process-row.ts';
import { type TelemetrySample, noteSample } from '../telemetry.ts';
import { WORKER_SETTINGS, type WorkerCommand, type WorkerMessage, type WorkerSettings } from './worker-protocol.ts';

/** Longer than a worker gives itself. */
const STOP_MS = 2_500;
/** A worker that ends before it ever worked would end again: the engine is away, or the machine is full. */
const RETRY_MS = 1_000;

/** A fixed number of worker processes. One that dies is replaced, until the crew is disposed. */
export class WorkerCrew implements AsyncDisposable {
  readonly #settings: WorkerSettings;
  readonly #children = new Set<ChildProcess>();
  readonly #stopping = new AbortController();

  private constructor(settings: WorkerSettings) {
    this.#settings = settings;
  }

  /**
   * @returns when all of them wait for jobs
   * @throws {HarnessError} what the first one says that cannot: ERR_QUEUE_URL, ERR_QUEUE_UNREACHABLE
   */
  static async start(workerCount: number, settings: WorkerSettings): Promise<WorkerCrew> {
    const crew = new WorkerCrew(settings);
    try {
      await Promise.all(Array.from({ length: workerCount }, async () => crew.#fill(new ProcessRow())));
      return crew;
    } catch (thrown) {
      await crew[Symbol.asyncDispose]();
      throw thrown;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort();
    await Promise.all([...this.#children].map(stopped));
  }

  /** Starts one, and has it replaced from then on. @param row its place in the telemetry, and its successors' */
  async #fill(row: ProcessRow): Promise<void> {
    const child = fork(new URL('worker-process.ts', import.meta.url), [], {
      env: { ...process.env, [WORKER_SETTINGS]: JSON.stringify(this.#settings) },
    });
    this.#children.add(child);
    const ready = Promise.withResolvers<void>();
    child.on('message', (message: WorkerMessage) => {
      if (message.kind === 'ready') ready.resolve();
      else if (message.kind === 'telemetry') hear(message.sample, row);
      else ready.reject(new HarnessError(message.code, message.message));
    });
    // The machine may have no process to give.
    child.on('error', ready.reject);
    child.once('exit', (code, signal) => {
      this.#children.delete(child);
      row.end();
      ready.reject(
        new HarnessError(
          'ERR_SERVER_START',
          `A queue worker ended before it was ready: ${signal ?? `exit code ${code}`}`,
        ),
      );
    });
    await ready.promise;
    child.once('exit', () => void this.#refill(row));
  }

  async #refill(row: ProcessRow): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        await this.#fill(row);
        return;
      } catch {
        await delay(RETRY_MS, undefined, { signal }).catch(() => {});
      }
    }
  }
}

function hear(sample: TelemetrySample, row: ProcessRow): void {
  if (sample.threadId === 0) row.hear(sample);
  else noteSample(sample);
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  const command: WorkerCommand = { kind: 'stop' };
  // It may be ending by itself; then it need not hear this.
  if (child.connected) child.send(command, () => {});
  const isInTime = await Promise.race([exited, delay(STOP_MS, undefined, { ref: false })]);
  if (isInTime !== undefined) return;
  child.kill('SIGKILL');
  await exited;
}
