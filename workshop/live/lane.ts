import { setTimeout as delay } from 'node:timers/promises';
import { type ServerProcess, type ServerSettings, startServer } from '../../bench/server-process.ts';
import type { Launcher } from '../../bench/setup.ts';
import { nowMs } from '../../servers/telemetry.ts';
import type { TelemetrySample } from '../../servers/telemetry.ts';
import type { LaneState } from './wire.ts';

/** A server that dies more often than this within a minute is not started again. */
const MOST_RESTARTS = 5;
const MINUTE_MS = 60_000;
const RESTART_AFTER_MS = 1_000;
const SHOWN_LENGTH = 140;

export interface LaneOptions {
  readonly name: string;
  readonly strategyName: string;
  readonly settings: ServerSettings;
  readonly launcher: Launcher;
  readonly onChange: (lane: Lane) => void;
}

/** One real server, started again when it dies. */
export class Lane implements AsyncDisposable {
  readonly name: string;
  readonly #options: LaneOptions;
  readonly #closing = new AbortController();
  readonly #diedAtMs: number[] = [];
  readonly #life: Promise<void>;
  #server: ServerProcess | null = null;
  state: LaneState = 'starting';
  sinceMs = nowMs();
  /** Why it is not up. */
  note = '';

  constructor(options: LaneOptions) {
    this.name = options.name;
    this.#options = options;
    this.#life = this.#live();
  }

  /** null while it is not up. */
  get baseUrl(): string | null {
    return this.#server?.baseUrl ?? null;
  }

  get processIds(): readonly number[] {
    return this.#server?.processIds ?? [];
  }

  /** Aborts when the server that is up now dies; aborted while none is. */
  get lost(): AbortSignal {
    return this.#server?.lost ?? AbortSignal.abort();
  }

  /** What its processes said of themselves since the last call. */
  takeTelemetry(): readonly TelemetrySample[] {
    // A page stays open for hours, for which the harness's record of a whole trial would be too long.
    return (this.#server?.telemetry as TelemetrySample[] | undefined)?.splice(0) ?? [];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await this.#life;
  }

  #move(state: LaneState, note = ''): void {
    this.state = state;
    this.sinceMs = nowMs();
    this.note = note.length > SHOWN_LENGTH ? `${note.slice(0, SHOWN_LENGTH)}...` : note;
    if (!this.#closing.signal.aborted) this.#options.onChange(this);
  }

  async #live(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      const why = await this.#serve();
      if (signal.aborted) return;
      const atMs = nowMs();
      this.#diedAtMs.push(atMs);
      if (this.#diedAtMs.filter((one) => one > atMs - MINUTE_MS).length > MOST_RESTARTS) {
        this.#move(
          'given-up',
          `it died ${MOST_RESTARTS + 1} times within a minute; end this command and start it again`,
        );
        return;
      }
      this.#move('down', why);
      await delay(RESTART_AFTER_MS, undefined, { signal }).catch(() => {});
      if (!signal.aborted) this.#move('starting', why);
    }
  }

  /** @returns why it is no longer up */
  async #serve(): Promise<string> {
    const { strategyName, settings, launcher } = this.#options;
    const ended = Promise.withResolvers<void>();
    const end = (): void => ended.resolve();
    try {
      await using server = await startServer(strategyName, settings, launcher);
      this.#server = server;
      this.#closing.signal.addEventListener('abort', end);
      server.lost.addEventListener('abort', end);
      this.#move('up');
      if (this.#closing.signal.aborted || server.lost.aborted) end();
      await ended.promise;
      this.#server = null;
      return server.lost.aborted ? (server.lost.reason as Error).message : '';
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    } finally {
      this.#server = null;
      this.#closing.signal.removeEventListener('abort', end);
    }
  }
}
