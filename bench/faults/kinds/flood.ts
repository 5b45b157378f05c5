import { type Fault, always } from './fault.ts';

const JOB_COUNT = 30;
const LASTING_MS = 100;
const QUEUE_LIMIT_COUNT = 4;

export const flood: Fault = {
  name: 'flood',
  title: 'flood',
  summary: `${JOB_COUNT} jobs of ${LASTING_MS} ms at once, for two workers and a --queue-limit of ${QUEUE_LIMIT_COUNT}.`,
  inapplicable: always,
  serverArguments: () => ({ queueLimitCount: QUEUE_LIMIT_COUNT }),
  strike: async (stage) => {
    stage.neighbours.start();
    const jobs = Array.from({ length: JOB_COUNT }, () => stage.ask('victim', stage.kit.lasting(LASTING_MS)));
    await stage.settle(jobs.map(async (job) => job.ended));
    await stage.later(1);
  },
};
