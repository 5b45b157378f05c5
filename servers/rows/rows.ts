import type { Piscina } from 'piscina';
import { HarnessError, errorReport } from '../errors.ts';
import type { Json } from '../task.ts';
import type { Row, RowPlace } from './row-table.ts';
import type { RowAnswer, RowQuestion } from './row-thread.ts';

/** More than requests can be under way: each question goes to the thread at once, which takes them in their order. */
const QUESTION_COUNT = 100_000;

const rowUnknown = ({ key, taskName }: RowPlace): HarnessError =>
  new HarnessError('ERR_ROW_UNKNOWN', `No row is called "${key}" for ${taskName}: PUT /rows/${key}/tasks/${taskName}`);

/**
 * The database that a handler awaits, before and after the heavy work. It has a thread of its own, as drivers of real
 * databases wait for a socket: its calls are asynchronous in truth, so that the loop is free while they last, and what
 * blocks it afterwards is the work alone. Nothing is opened before the first question.
 */
export class Rows implements AsyncDisposable {
  readonly #dataFolder: string;
  #pool: Promise<Piscina> | undefined;

  /** @param dataFolder an existing folder */
  constructor(dataFolder: string) {
    this.#dataFolder = dataFolder;
  }

  /**
   * Stores what a task will work on; a row that is there already loses its output.
   *
   * @throws {HarnessError} ERR_DATABASE, as all methods
   */
  async put(place: RowPlace, input: Json): Promise<void> {
    await this.#ask({ kind: 'put', ...place, input });
  }

  /** @returns the row, and what the database took for it @throws {HarnessError} ERR_ROW_UNKNOWN */
  async read(place: RowPlace): Promise<Row & { readonly tookMs: number }> {
    const { row, tookMs } = await this.#ask({ kind: 'read', ...place });
    if (row === null) throw new TypeError('Who reads a row is given it');
    return { ...row, tookMs };
  }

  /** @returns what the database took @throws {HarnessError} ERR_ROW_UNKNOWN */
  async write(place: RowPlace, output: Json): Promise<number> {
    const { tookMs } = await this.#ask({ kind: 'write', ...place, output });
    return tookMs;
  }

  /** Ends the thread once it has answered what it was asked. */
  async [Symbol.asyncDispose](): Promise<void> {
    const opening = this.#pool;
    this.#pool = undefined;
    const pool = await opening?.catch(() => undefined);
    await pool?.close();
  }

  async #open(): Promise<Piscina> {
    // Loaded with the first row only: the servers of all other scenarios have no part of this.
    const { Piscina } = await import('piscina');
    return new Piscina({
      filename: new URL('row-thread.ts', import.meta.url).href,
      name: 'answer',
      workerData: { dataFolder: this.#dataFolder },
      minThreads: 1,
      maxThreads: 1,
      concurrentTasksPerWorker: QUESTION_COUNT,
      atomics: 'disabled',
    });
  }

  async #ask(question: RowQuestion): Promise<RowAnswer & { readonly kind: 'done' }> {
    let answer: RowAnswer;
    try {
      this.#pool ??= this.#open();
      answer = (await (await this.#pool).run(question)) as RowAnswer;
    } catch (cause) {
      throw databaseFailed(question, errorReport(cause).message, cause);
    }
    if (answer.kind === 'no-row') throw rowUnknown(question);
    if (answer.kind === 'failed') throw databaseFailed(question, answer.message);
    return answer;
  }
}

const databaseFailed = ({ kind, key, taskName }: RowQuestion, reason: string, cause?: unknown): HarnessError =>
  new HarnessError('ERR_DATABASE', `Cannot ${kind} the row "${key}" of ${taskName}: ${reason}`, { cause });
