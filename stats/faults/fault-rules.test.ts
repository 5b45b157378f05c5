import { expect, test } from 'vitest';
import type { Promises } from '../../servers/strategy.ts';
import { judge } from './fault-rules.ts';
import type { FaultJob, FaultName, Observation } from './fault-table.ts';

const WEAK: Promises = { cancels: 'never', timesOut: 'never', crashTakes: 'server', serverDeath: 'forgets' };
const STRONG: Promises = { cancels: 'always', timesOut: 'always', crashTakes: 'job', serverDeath: 'keeps' };

const job = (role: FaultJob['role'], end: FaultJob['end'], code: string | null = null): FaultJob => ({
  role,
  id: end === 'broken' ? null : 'an-id',
  work: 'works',
  askedAtMs: 0,
  endedAtMs: 10,
  end,
  code,
  attemptCount: null,
  isToldToComeAgain: false,
});

const others = [job('bystander', 'done'), job('later', 'done')];

const seen = (
  jobs: readonly FaultJob[],
  state: Observation['server']['state'] = 'same',
  stopped: Observation['stopped'] = null,
): Observation => ({
  server: { state, replacedCount: 0, leftBehindCount: 0 },
  neighbours: { askedCount: 9, answeredCount: 9, longestSilenceMs: 20, isServedAtEnd: true, longestWaitMs: 1 },
  jobs: [...jobs],
  stopped,
});

interface Case {
  readonly what: string;
  readonly fault: FaultName;
  readonly promises: Promises;
  readonly observation: Observation;
  readonly verdict: 'kept' | 'broken';
}

const refused = { ...job('victim', 'refused', 'ERR_QUEUE_FULL'), isToldToComeAgain: true };
const crashed = [job('victim', 'broken'), ...others];
const leftAlone = seen([job('victim', 'left'), ...others], 'same', { running: false, queued: false });
const cases: readonly Case[] = [
  {
    what: 'a server died that may',
    fault: 'task-exits',
    promises: WEAK,
    observation: seen(crashed, 'restarted'),
    verdict: 'kept',
  },
  {
    what: 'a server died that may not',
    fault: 'task-exits',
    promises: STRONG,
    observation: seen(crashed, 'restarted'),
    verdict: 'broken',
  },
  {
    what: 'a server lived that need not',
    fault: 'task-exits',
    promises: WEAK,
    observation: seen([job('victim', 'failed'), ...others]),
    verdict: 'kept',
  },
  {
    what: 'a server stays down',
    fault: 'task-exits',
    promises: WEAK,
    observation: seen(crashed, 'down'),
    verdict: 'broken',
  },
  {
    what: 'work that nobody promised to stop',
    fault: 'client-leaves',
    promises: WEAK,
    observation: leftAlone,
    verdict: 'kept',
  },
  {
    what: 'work that was to be stopped',
    fault: 'client-leaves',
    promises: STRONG,
    observation: leftAlone,
    verdict: 'broken',
  },
  {
    what: 'a job told as lost',
    fault: 'server-killed',
    promises: { ...WEAK, serverDeath: 'tells' },
    observation: seen([job('earlier', 'done'), job('victim', 'lost', 'ERR_JOB_LOST'), ...others], 'restarted'),
    verdict: 'kept',
  },
  {
    what: 'a job forgotten',
    fault: 'server-killed',
    promises: { ...WEAK, serverDeath: 'tells' },
    observation: seen([job('earlier', 'done'), job('victim', 'lost'), ...others], 'restarted'),
    verdict: 'broken',
  },
  {
    what: 'a job not kept',
    fault: 'server-killed',
    promises: STRONG,
    observation: seen([job('earlier', 'done'), job('victim', 'lost', 'ERR_JOB_LOST'), ...others], 'restarted'),
    verdict: 'broken',
  },
  {
    what: 'a task that was stopped',
    fault: 'task-never-ends',
    promises: STRONG,
    observation: seen([job('victim', 'failed', 'ERR_TASK_TIMEOUT'), ...others]),
    verdict: 'kept',
  },
  {
    what: 'a task that was not stopped',
    fault: 'task-never-ends',
    promises: STRONG,
    observation: seen([job('victim', 'done'), ...others]),
    verdict: 'broken',
  },
  {
    what: 'refusals as they should be',
    fault: 'flood',
    promises: WEAK,
    observation: seen([refused, job('victim', 'done'), ...others]),
    verdict: 'kept',
  },
  {
    what: 'a refusal without Retry-After',
    fault: 'flood',
    promises: WEAK,
    observation: seen([{ ...refused, isToldToComeAgain: false }, ...others]),
    verdict: 'broken',
  },
];

test.each(cases)('judge() of $fault finds $what $verdict', ({ fault, promises, observation, verdict }) => {
  expect(judge(fault, { promises, delivery: 'inline', isReplicated: false, observation }).verdict).toBe(verdict);
});

test('judge() finds a promise broken where neighbours are not served in the end', () => {
  const observation = seen([job('victim', 'failed', 'ERR_TASK_FAILED'), ...others]);
  const unserved = { ...observation, neighbours: { ...observation.neighbours, isServedAtEnd: false } };
  const verdicts = [observation, unserved].map(
    (one) =>
      judge('task-throws', { promises: WEAK, delivery: 'inline', isReplicated: false, observation: one }).verdict,
  );
  expect(verdicts).toEqual(['kept', 'broken']);
});
