import { randomBytes } from 'node:crypto';
import http, { type ClientRequestArgs } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { nowMs } from '../../../servers/telemetry.ts';
import { fieldsOf } from '../../referee/ask.ts';
import type { Learner } from '../../referee/learner-process.ts';
import type { Referee } from '../../referee/referee.ts';

/** A user's one connection, which stays open. Questions on it wait for those before them. */
export class HeldConnection extends http.Agent {
  #openedCount = 0;

  constructor() {
    super({ keepAlive: true, maxSockets: 1 });
  }

  /** More than 1 when the server closed it meanwhile. */
  get openedCount(): number {
    return this.#openedCount;
  }

  override createConnection(
    options: ClientRequestArgs,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): Duplex | null | undefined {
    this.#openedCount += 1;
    return super.createConnection(options, callback);
  }

  [Symbol.dispose](): void {
    this.destroy();
  }
}

/** So many, opened one after the other, so that each is dealt out after the one before. */
export async function holdConnections(
  referee: Referee,
  learner: Learner,
  count: number,
): Promise<Disposable & { readonly connections: readonly HeldConnection[] }> {
  const connections = Array.from({ length: count }, () => new HeldConnection());
  for (const agent of connections) await referee.ask(learner, { path: '/health', agent });
  return {
    connections,
    [Symbol.dispose]: () => {
      for (const agent of connections) agent.destroy();
    },
  };
}

/** A neighbour's question whose answer nobody can have kept. `isRight` is false also when nothing came back. */
export interface Neighbour {
  readonly waitMs: number;
  readonly isRight: boolean;
}

/** Asks GET /echo/:word, on a new connection where no agent is given. */
export async function askEcho(
  referee: Referee,
  learner: Learner,
  options: { readonly agent?: http.Agent; readonly leave?: AbortSignal } = {},
): Promise<Neighbour> {
  const word = randomBytes(6).toString('hex');
  const { status, body, tookMs } = await referee.ask(learner, { path: `/echo/${word}`, ...options });
  return { waitMs: tookMs, isRight: status === 200 && fieldsOf(body)['word'] === word };
}

/** Asks at an even pace, whatever became of the questions before, until it is told to stop. @returns all that came of it */
export async function askEvery<Answer>(
  periodMs: number,
  ask: () => Promise<Answer>,
  isOver: () => boolean,
): Promise<readonly Answer[]> {
  const asked: Promise<Answer>[] = [];
  for (let dueMs = nowMs(); !isOver(); dueMs += periodMs) {
    asked.push(ask());
    await delay(Math.max(0, dueMs + periodMs - nowMs()));
  }
  return Promise.all(asked);
}
