import { once } from 'node:events';
import { Agent, type IncomingMessage, get } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import type { Strategy } from '../../servers/strategy.ts';
import type { FaultJob, FaultRow, JobRole, Observation } from '../../stats/faults/fault-table.ts';
import { AskedJob } from './asked-job.ts';
import type { CellLog } from './cell-log.ts';
import type { FaultServer } from './fault-server.ts';
import { Neighbours } from './neighbours.ts';
import type { QueueEngine } from './queue-engine.ts';
import type { Work, WorkKit } from './work.ts';

/** A strategy in the table, and what its cells need. */
export interface StagedRow extends FaultRow {
  readonly strategy: Strategy;
  readonly kit: WorkKit;
  /** null where it has no queue's engine, or one that is not ours to stop. */
  readonly queueEngine: QueueEngine | null;
  readonly queueUrl: string | null;
}

/** A client that is refused comes again for so long. */
const COME_AGAIN_MS = 6_000;
const COME_AGAIN_EVERY_MS = 100;
/** Where nobody tells that a task has begun: every worker of today has begun by then. */
const BEGUN_MS = 400;
/** From the break of its connections to the end of a process. */
const DYING_MS = 500;
/** Where the server tells, and a worker that has just started may take its time. */
const TOLD_BEGUN_MS = 3_000;

/** What a fault is played on: one server, its clients and neighbours, and a log of it all. */
export class Stage implements Disposable {
  readonly row: StagedRow;
  readonly server: FaultServer;
  readonly log: CellLog;
  readonly kit: WorkKit;
  readonly neighbours: Neighbours;
  stopped: Observation['stopped'] = null;
  readonly #jobs: AskedJob[] = [];
  readonly #over = new AbortController();
  readonly #agent: Agent | false;
  readonly #countByRole = new Map<JobRole, number>();

  constructor(row: StagedRow, server: FaultServer, log: CellLog) {
    this.row = row;
    this.server = server;
    this.log = log;
    this.kit = row.kit;
    this.neighbours = new Neighbours(server);
    // Who asks again and again keeps a connection; who asks once has one of its own.
    this.#agent = row.delivery === 'deferred' && new Agent({ keepAlive: true });
  }

  /** Opens connections for clients that come back: a held loop accepts new ones slowly. */
  async connect(count: number): Promise<void> {
    const { baseUrl } = this.server;
    if (this.#agent === false || baseUrl === null) return;
    const agent = this.#agent;
    const greetings = Array.from({ length: count }, async () => {
      const [response] = (await once(get(`${baseUrl}/health`, { agent }), 'response')) as [IncomingMessage];
      await text(response);
    });
    await Promise.all(greetings);
  }

  ask(role: JobRole, work: Work): AskedJob {
    const job = this.#ask(role, work);
    this.#jobs.push(job);
    return job;
  }

  /** Waits until the work is under way, as far as can be known. */
  async begun(job: AskedJob): Promise<void> {
    const { delivery, family } = this.row.strategy;
    const isTold = delivery === 'deferred' && family !== 'deferred';
    if (isTold) await job.begun(TOLD_BEGUN_MS);
    else await delay(BEGUN_MS);
  }

  /** Waits for the ends of jobs. A server that dies meanwhile is started again, as a supervisor would. */
  async settle(ends: readonly Promise<unknown>[]): Promise<void> {
    const ended = Promise.all(ends);
    await Promise.race([ended, this.server.died]);
    // Its clients notice before the process has quite ended.
    const isBroken = this.#jobs.some(({ account }) => account.endedAtMs !== null && account.end === 'broken');
    if (isBroken) await Promise.race([this.server.died, delay(DYING_MS)]);
    if (this.server.hasDied) await this.server.restart();
    await ended;
  }

  /** Asks for work that nobody may refuse for long: comes again when it is. Resolves when the work has ended. */
  async insist(role: JobRole, work: Work): Promise<void> {
    const endAtMs = performance.now() + COME_AGAIN_MS;
    for (;;) {
      const job = this.#ask(role, work);
      await job.ended;
      if (job.account.end !== 'refused' || performance.now() > endAtMs || this.#over.signal.aborted) {
        this.#jobs.push(job);
        return;
      }
      await delay(COME_AGAIN_EVERY_MS);
    }
  }

  /** Asks for brief work once the fault is over. */
  async later(count: number): Promise<void> {
    await Promise.all(Array.from({ length: count }, async () => this.insist('later', this.kit.brief)));
  }

  observation(): Observation {
    return {
      server: this.server.state(),
      neighbours: this.neighbours.seen(),
      jobs: this.#jobs.map(({ account }): FaultJob => account),
      stopped: this.stopped,
    };
  }

  [Symbol.dispose](): void {
    this.#over.abort();
    if (this.#agent !== false) this.#agent.destroy();
    this.neighbours[Symbol.dispose]();
  }

  #ask(role: JobRole, work: Work): AskedJob {
    const { log, server: place } = this;
    const number = (this.#countByRole.get(role) ?? 0) + 1;
    this.#countByRole.set(role, number);
    const surroundings = { place, log, over: this.#over.signal, delivery: this.row.delivery, agent: this.#agent };
    return new AskedJob({ role, name: `${role} ${number}`, work }, surroundings);
  }
}
