import cluster, { type Worker } from 'node:cluster';
import process from 'node:process';

/** A map outside of the processes that use it. Whatever goes in or out is copied, as JSON. */
export interface SharedMap<Value> {
  /** Resolves when it is there for all. */
  set(key: string, value: Value): Promise<void>;
  get(key: string): Promise<Value | undefined>;
}

/** What a worker asks the primary, and hears back with the same number. */
type Question = { readonly askedOfMap: number; readonly key: string } & (
  | { readonly kind: 'get' }
  | { readonly kind: 'set'; readonly value: unknown }
);
interface Answer {
  readonly mapAnswers: number;
  readonly value?: unknown;
}

const has = <Name extends string>(message: unknown, name: Name): message is Record<Name, unknown> =>
  typeof message === 'object' && message !== null && name in message;

/** For the primary: one map, for all workers. */
export function keepSharedMap(workers: readonly Worker[]): void {
  const values = new Map<string, unknown>();
  for (const worker of workers)
    worker.on('message', (message: unknown) => {
      if (!has(message, 'askedOfMap')) return;
      const question = message as Question;
      if (question.kind === 'set') values.set(question.key, question.value);
      worker.send({ mapAnswers: question.askedOfMap, value: values.get(question.key) } satisfies Answer);
    });
}

/** For a worker: the map that startWorkers() keeps in the primary. Each call is a message there and one back. */
export function openSharedMap<Value>(): SharedMap<Value> {
  const waiting = new Map<number, (value: unknown) => void>();
  let askedCount = 0;
  process.on('message', (message: unknown) => {
    if (!has(message, 'mapAnswers')) return;
    const answer = message as unknown as Answer;
    waiting.get(answer.mapAnswers)?.(answer.value);
    waiting.delete(answer.mapAnswers);
  });
  const ask = async (question: { kind: 'get'; key: string } | { kind: 'set'; key: string; value: Value }) => {
    if (cluster.isPrimary) throw new TypeError('The shared map is for workers, and this is the primary');
    const { promise, resolve } = Promise.withResolvers<unknown>();
    askedCount += 1;
    waiting.set(askedCount, resolve);
    process.send?.({ ...question, askedOfMap: askedCount } satisfies Question);
    return promise;
  };
  return {
    set: async (key, value) => void (await ask({ kind: 'set', key, value })),
    get: async (key) => (await ask({ kind: 'get', key })) as Value | undefined,
  };
}
