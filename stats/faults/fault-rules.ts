import type { Promises } from '../../servers/strategy.ts';
import type { FaultJob, FaultName, JobRole, Observation, TriedResult } from './fault-table.ts';

type Rule = TriedResult['rules'][number];

/** What a cell is judged by. `isReplicated`: its workers are server processes. */
export interface Judged {
  readonly promises: Promises;
  readonly delivery: 'inline' | 'deferred';
  readonly isReplicated: boolean;
  readonly observation: Observation;
}

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** "failed with ERR_TASK_FAILED", "done". */
export const endText = ({ end, code }: Pick<FaultJob, 'end' | 'code'>): string =>
  code === null ? end : `${end} with ${code}`;

/** "2 done, 1 failed with ERR_TASK_FAILED". */
export function endsText(jobs: readonly FaultJob[]): string {
  const counts = new Map<string, number>();
  for (const job of jobs) counts.set(endText(job), (counts.get(endText(job)) ?? 0) + 1);
  return jobs.length === 0 ? 'no such job' : [...counts].map(([text, count]) => `${count} ${text}`).join(', ');
}

const ofRole = ({ observation }: Judged, role: JobRole): FaultJob[] =>
  observation.jobs.filter((job) => job.role === role);

/** Whose end its client was told. A deferred server that never answered has accepted nothing. */
const isTold = ({ end, code }: FaultJob): boolean => end !== 'lost' || code === 'ERR_JOB_LOST';

/** Every job of a role ends in one of these ways. */
function each(judged: Judged, role: JobRole, rule: string, isRight: (job: FaultJob) => boolean): Rule {
  const jobs = ofRole(judged, role);
  return { rule, isKept: jobs.length > 0 && jobs.every(isRight), seen: endsText(jobs) };
}

const isDone = ({ end }: FaultJob): boolean => end === 'done';
const isDoneIfAccepted = (job: FaultJob): boolean => isDone(job) || job.end === 'broken';
const failedWith =
  (code: string) =>
  (job: FaultJob): boolean =>
    job.end === 'failed' && job.code === code;

const STATE_TEXT: Readonly<Record<Observation['server']['state'], string>> = {
  same: 'the same process all the time',
  replaced: 'one of its processes was replaced',
  restarted: 'it died and was started again',
  down: 'it did not come up again',
};

function serverStays(
  { observation: { server } }: Judged,
  rule: string,
  states: readonly Observation['server']['state'][],
): Rule {
  return { rule, isKept: states.includes(server.state), seen: STATE_TEXT[server.state] };
}

const sameServer = (judged: Judged): Rule => serverStays(judged, 'The server lives on', ['same']);
const laterDone = (judged: Judged): Rule => each(judged, 'later', 'What comes afterwards is done', isDone);
const bystandersDone = (judged: Judged): Rule =>
  each(judged, 'bystander', 'Jobs of others at the same time are done', isDone);

/** Of a job that has just gone down with its worker, its server process or its server. */
function crash(judged: Judged): Rule[] {
  const { crashTakes, serverDeath } = judged.promises;
  if (crashTakes === 'job') {
    return [
      sameServer(judged),
      each(judged, 'victim', 'The job that crashes fails, and says so', ({ end }) => end === 'failed'),
      bystandersDone(judged),
      laterDone(judged),
    ];
  }
  if (crashTakes === 'server-process') {
    return [
      serverStays(judged, 'No more than one of the server’s processes dies, and it is replaced', ['same', 'replaced']),
      bystandersDone(judged),
      laterDone(judged),
    ];
  }
  return [
    serverStays(judged, 'The server, which may die of it, serves again once it is started', ['same', 'restarted']),
    ...(serverDeath === 'forgets'
      ? []
      : ['victim' as const, 'bystander' as const].map((role) => toldOrKept(judged, role))),
    laterDone(judged),
  ];
}

function toldOrKept(judged: Judged, role: JobRole): Rule {
  const whose = role === 'victim' ? 'the fault’s victims' : 'others';
  return each(judged, role, `Jobs of ${whose} are told as done, failed or lost, never forgotten`, isTold);
}

function serverKilled(judged: Judged): Rule[] {
  const { serverDeath } = judged.promises;
  const { leftBehindCount } = judged.observation.server;
  return [
    serverStays(judged, 'Started again on the same data folder, the server serves', ['restarted']),
    ...(serverDeath === 'tells' ? [toldOrKept(judged, 'victim')] : []),
    ...(serverDeath === 'keeps'
      ? [each(judged, 'victim', 'Unfinished jobs are done all the same', isDoneIfAccepted)]
      : []),
    ...(serverDeath === 'forgets' ? [] : [each(judged, 'earlier', 'Finished jobs are still known', isDone)]),
    laterDone(judged),
    {
      rule: 'The killed server leaves no process behind',
      isKept: leftBehindCount === 0,
      seen: plural(leftBehindCount, 'process').replace('processs', 'processes'),
    },
  ];
}

function workerKilled(judged: Judged): Rule[] {
  const { serverDeath } = judged.promises;
  if (judged.isReplicated) {
    return [
      serverStays(judged, 'The killed server process is replaced', ['replaced']),
      {
        rule: 'Jobs of the other processes are done',
        isKept: ofRole(judged, 'victim').some(isDone),
        seen: endsText(ofRole(judged, 'victim')),
      },
      laterDone(judged),
    ];
  }
  const victims =
    serverDeath === 'keeps'
      ? each(judged, 'victim', 'The killed worker’s job is done by another one', isDone)
      : each(judged, 'victim', 'The killed worker’s job fails, and says so; others are done', ({ end }) =>
          ['done', 'failed'].includes(end),
        );
  return [sameServer(judged), victims, laterDone(judged)];
}

function neverEnds(judged: Judged): Rule[] {
  const { timesOut } = judged.promises;
  const victims =
    timesOut === 'never'
      ? each(
          judged,
          'victim',
          'The task, which nothing can stop, comes to its end',
          ({ end }) => end !== 'lost' && end !== 'broken',
        )
      : each(judged, 'victim', 'The task is stopped at the time limit', failedWith('ERR_TASK_TIMEOUT'));
  return [sameServer(judged), victims, laterDone(judged)];
}

function clientLeaves(judged: Judged): Rule[] {
  const { promises, observation, delivery } = judged;
  const { stopped } = observation;
  const left = ofRole(judged, 'victim');
  const seen = delivery === 'deferred' ? endsText(left) : 'seen by when its worker was free again';
  const rule = (what: string, isStopped: boolean | undefined): Rule => ({
    rule: what,
    isKept: isStopped === true,
    seen: `${isStopped === true ? 'yes' : 'no'}; ${seen}`,
  });
  return [
    sameServer(judged),
    ...(promises.cancels === 'never'
      ? []
      : [rule('Work that waits when its client leaves is never begun', stopped?.queued)]),
    ...(promises.cancels === 'always' || promises.cancels === 'between-slices'
      ? [rule('Work that runs when its client leaves is stopped', stopped?.running)]
      : []),
    laterDone(judged),
  ];
}

const queueGone = (judged: Judged): Rule[] => [
  sameServer(judged),
  each(judged, 'during', 'New work is refused while the engine is gone, not accepted in vain', failedOrRefused),
  each(judged, 'victim', 'What was accepted before is done once the engine is back', isDone),
  laterDone(judged),
];

const failedOrRefused = ({ end, code }: FaultJob): boolean => end === 'refused' && code === 'ERR_QUEUE_UNREACHABLE';

const flood = (judged: Judged): Rule[] => [
  sameServer(judged),
  each(judged, 'victim', 'Everybody is served, or refused with 503 and Retry-After', (job) =>
    job.end === 'refused' ? job.isToldToComeAgain : isDone(job),
  ),
  laterDone(judged),
];

const RULES: Readonly<Record<FaultName, (judged: Judged) => Rule[]>> = {
  'worker-killed': workerKilled,
  'server-killed': serverKilled,
  'task-throws': (judged) => [
    sameServer(judged),
    each(judged, 'victim', 'The job fails, and says so', failedWith('ERR_TASK_FAILED')),
    bystandersDone(judged),
    laterDone(judged),
  ],
  'task-never-ends': neverEnds,
  'task-exits': crash,
  'task-eats-memory': crash,
  'client-leaves': clientLeaves,
  'queue-gone': queueGone,
  flood,
};

/** Neighbours are nobody's job, but a server that answers nobody any more has not survived. */
const neighboursServed = ({ observation: { neighbours } }: Judged): Rule => ({
  rule: 'Neighbours are served in the end',
  isKept: neighbours.isServedAtEnd,
  seen: `${neighbours.answeredCount} of ${neighbours.askedCount} answered, longest silence ${Math.round(neighbours.longestSilenceMs)} ms`,
});

/**
 * What a strategy's promises mean under a fault, and whether they were kept. A strategy that does more than it promises
 * keeps its promise.
 */
export function judge(fault: FaultName, judged: Judged): Pick<TriedResult, 'verdict' | 'rules'> {
  const rules = [...RULES[fault](judged), neighboursServed(judged)];
  return { verdict: rules.every(({ isKept }) => isKept) ? 'kept' : 'broken', rules };
}
