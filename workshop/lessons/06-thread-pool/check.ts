import { formatCount, formatMs, formatShare } from '../../../stats/units.ts';
import type { Lesson } from '../../lesson.ts';
import { type Reply, fieldsOf } from '../../referee/ask.ts';
import { during } from '../../referee/measure.ts';
import type { WorkJob } from '../../referee/oracle-protocol.ts';
import { worstMs } from '../../referee/picture.ts';
import type { Referee } from '../../referee/referee.ts';
import type { Attempt, Conditions, Miss } from '../../referee/verdict.ts';
import { waitMisses, workMisses } from '../../referee/work-misses.ts';
import { BURST_COUNT, answered, burstMisses, slowestMs, refusalMs } from './burst.ts';
import { predictions, run } from './demonstration.ts';
import { leavingMisses } from './leaving.ts';
import { type Limits, askLimits } from './limits.ts';
import { READING_COUNT, cloningWaitMs, digestMisses, uploadMisses, uploadWaitMs } from './uploads.ts';
import { type Watched, watch } from './watched.ts';

const JOB_COUNT = 2;
/** Half a job: a stall of it is seen, and many steps fit into one try. */
const JOB_SHARE = 0.5;
const WAIT_MS = 50;

/** Digests of jobs whose nonces nobody knew before. They are worked out here afterwards. */
async function burstJobs(referee: Referee, { burst, leaving }: Watched): Promise<readonly [Reply, WorkJob][]> {
  const asked = [...answered(burst?.answers ?? []), ...(leaving === undefined ? [] : [leaving.next])].filter(
    ({ reply }) => reply.status === 200,
  );
  const digests = await referee.work(asked.map(({ task }) => task));
  return asked.map(({ task, reply }, index) => [reply, { ...task, digest: digests[index] ?? '' }]);
}

/** (a), and of all steps whether the work was done. */
async function workAndWaitMisses(
  referee: Referee,
  watched: Watched,
  jobs: readonly WorkJob[],
  conditions: Conditions,
): Promise<Miss[]> {
  const { measured, jobs: step, burst } = watched;
  const prepared = step.replies.map((reply, index) => [reply, jobs[index]] as const);
  const all = [...prepared, ...(await burstJobs(referee, watched))];
  const answers = all.map(([reply, job]) => ({
    outcome: reply.status !== 200 ? 'failed' : fieldsOf(reply.body)['digest'] === job?.digest ? 'ok' : 'wrong',
    tookMs: reply.tookMs,
  })) as Watched['measured']['answers'];
  const expectedCount = jobs.length + (answered(burst?.answers ?? []).length * (burst?.jobMs ?? 0)) / conditions.workMs;
  const withJobs = waitMisses(during(measured, step.fromMs, step.toMs), {
    usualMs: WAIT_MS,
    who: 'one job at a time',
    question: 'Which thread did the work that the neighbour waited for?',
    conditions,
  });
  return [...workMisses({ ...measured, answers }, conditions.workMs, expectedCount), ...withJobs];
}

const NOT_WHOLE: Miss = {
  fact: 'Your server took so long that not every step could be looked at.',
  question: 'Does anything else use this machine now?',
  isClear: false,
};

/** The misses of the first step that has any: one thing at a time. */
async function misses(
  referee: Referee,
  {
    limits,
    jobs,
    watched,
    conditions,
  }: { limits: Limits; jobs: readonly WorkJob[]; watched: Watched; conditions: Conditions },
): Promise<Miss[]> {
  const { burst, leaving, uploaded, measured, isWhole } = watched;
  const ofWork = await workAndWaitMisses(referee, watched, jobs, conditions);
  if (ofWork.length > 0) return ofWork;
  const ofBurst = burst === undefined ? [] : burstMisses({ ...burst, burst: burst.answers, limits, conditions });
  if (ofBurst.length > 0) return ofBurst;
  const ofLeaving = leaving === undefined ? [] : leavingMisses(leaving);
  if (ofLeaving.length > 0) return ofLeaving;
  if (uploaded === undefined || leaving === undefined) return [NOT_WHOLE];
  const ofDigests = digestMisses(uploaded);
  if (ofDigests.length > 0) return ofDigests;
  const ofUploads = uploadMisses(measured, uploaded, await cloningWaitMs(referee), conditions.noiseMs);
  if (ofUploads.length > 0) return ofUploads;
  return isWhole ? [] : [NOT_WHOLE];
}

async function factsOf(referee: Referee, { measured, jobs, burst, leaving, uploaded }: Watched): Promise<string[]> {
  if (burst === undefined || leaving === undefined || uploaded === undefined) return [];
  const kept = answered(burst.answers);
  return [
    `(a) Neighbours waited ${formatMs(worstMs(during(measured, jobs.fromMs, jobs.toMs).probes))} at worst while a thread worked.`,
    `(b) Of ${BURST_COUNT} requests at once, ${kept.length} were kept, the last of them for ${formatMs(slowestMs(kept))}; half of the others were refused within ${formatMs(refusalMs(burst.answers))}.`,
    `(c) When ${leaving.leaverCount} askers left, the next job was done ${formatMs(leaving.nextMs)} later, and the server used ${leaving.busyShare === null ? 'no more CPU' : `${formatShare(leaving.busyShare)} of a core`}.`,
    `(d) ${formatCount(READING_COUNT)} readings kept a neighbour waiting ${formatMs(uploadWaitMs(measured, uploaded))}; copied as objects they cost ${formatMs(await cloningWaitMs(referee))}.`,
  ];
}

async function check(referee: Referee): Promise<Attempt> {
  const { jobs, workMs } = await referee.prepare(JOB_COUNT, JOB_SHARE);
  await using server = await referee.start(referee.file('server.ts'));
  const promised = await askLimits(referee, server);
  if (promised.kind === 'unusable') return { misses: [promised.miss], facts: [], noiseMs: 0, output: server.output() };
  const { limits } = promised;
  const watched = await watch(referee, server, { jobs, workMs }, limits);
  const { noiseMs } = watched.measured;
  const found = await misses(referee, { limits, jobs, watched, conditions: { workMs, noiseMs } });
  return {
    misses: found,
    facts: found.length > 0 ? [] : await factsOf(referee, watched),
    noiseMs,
    output: server.output(),
  };
}

export const threadPool: Lesson = {
  number: 6,
  name: 'thread-pool',
  folder: new URL('./', import.meta.url),
  mainFile: 'server.ts',
  predictions,
  run,
  check,
};
