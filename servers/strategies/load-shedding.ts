import { setTimeout as delay } from 'node:timers/promises';
import { fastifyUnderPressure } from '@fastify/under-pressure';
import type { FastifyInstance } from 'fastify';
import { HarnessError } from '../errors.ts';
import { RETRY_AFTER_SECONDS } from '../replies.ts';
import { runTask } from '../run-task.ts';
import type { InlineRunner, InlineStrategy } from '../strategy.ts';

/**
 * How late the loop's timers may be on average before heavy work is refused. Task after task reads their own length,
 * and the default one takes 100 ms on any machine, as bench calibrates it. An idle loop reads 0 to 2 on Linux; timers of
 * 15.6 ms, as on Windows, would read 6, and other processes that take the core for a moment must not count as load.
 */
const LOOP_DELAY_LIMIT_MS = 25;
/**
 * The average is over this time, and a refusal lasts until the next one: the loop is the neighbours' alone for so long
 * after a task. The library's second is ten tasks too late. Its monitor reads every 10 ms, and five readings make an average.
 */
const SAMPLE_PERIOD_MS = 50;

/** At most a second: a machine that is never calm must start all the same. */
const STARTING_SAMPLE_COUNT = 20;

const overloaded = (): HarnessError =>
  new HarnessError(
    'ERR_OVERLOADED',
    `Cannot do the task now as the event loop may be ${LOOP_DELAY_LIMIT_MS} ms behind, and is more: try again in ${RETRY_AFTER_SECONDS} s`,
  );

/** Starting keeps a loop busy too, and the first clients would be refused for it: no server is ready before that is forgotten. */
async function calm(app: FastifyInstance): Promise<void> {
  for (let sampleCount = 0; sampleCount < STARTING_SAMPLE_COUNT; sampleCount += 1) {
    await delay(SAMPLE_PERIOD_MS);
    if (sampleCount > 0 && !app.isUnderPressure()) return;
  }
}

function openRunner(): InlineRunner {
  let isUnderPressure = (): boolean => false;
  let workedThisTurnMs = 0;
  return {
    attach: (app) => {
      void app.register(fastifyUnderPressure, {
        maxEventLoopDelay: LOOP_DELAY_LIMIT_MS,
        sampleInterval: SAMPLE_PERIOD_MS,
        // It would refuse every route, GET /health too. Only heavy work asks it.
        pressureHandler: () => {},
      });
      isUnderPressure = () => app.isUnderPressure();
      app.addHook('onReady', async () => calm(app));
    },
    run: async (job) => {
      // No timer fires within a turn: without its own account, all requests that were read in it would see a calm loop.
      if (workedThisTurnMs > LOOP_DELAY_LIMIT_MS || isUnderPressure()) throw overloaded();
      const startedAtMs = performance.now();
      try {
        return runTask(job);
      } finally {
        workedThisTurnMs += performance.now() - startedAtMs;
        setImmediate(() => (workedThisTurnMs = 0));
      }
    },
    gauges: () => ({ runningCount: 0, queuedCount: 0 }),
    [Symbol.asyncDispose]: async () => {},
  };
}

export const strategy: InlineStrategy = {
  name: 'load-shedding',
  delivery: 'inline',
  family: 'inline',
  summary:
    'Works like blocking, but refuses heavy work with 503 while the event loop is behind (@fastify/under-pressure), and never anything else. Neighbours wait for a task or two, however many come; the price is work not done, for clients that can come again.',
  promises: { cancels: 'never', timesOut: 'never', crashTakes: 'server', serverDeath: 'forgets' },
  // No queue model: what comes while it works is refused, not queued.
  open: async () => openRunner(),
};
