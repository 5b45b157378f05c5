import { formatMs, plural } from '../../../stats/units.ts';
import { MAX_ATTEMPTS } from '../../kit/queue-file.ts';
import { MAX_NOISE_MS, type Miss } from '../../referee/verdict.ts';
import { waitMisses } from '../../referee/work-misses.ts';
import { attemptText } from './attempt-picture.ts';
import type { JobSeen } from './job-seen.ts';
import { LONG_SHARE, PATIENCE_SHARE, type Role, type Seen } from './ordeal.ts';

/** Of what the long job costs: whoever used as much has had it in hand; whoever used less than the second has not. */
const DOER_SHARE = 0.4;
const SECOND_SHARE = 0.3;
const WAIT_MS = 50;

type Clearness = Pick<Miss, 'isClear' | 'isTimed'>;
const CLEAR: Clearness = { isClear: true };
const UNCLEAR: Clearness = { isClear: false };

/** @param timed of what noise may explain */
type Judge = (seen: Seen, timed: Clearness) => Miss[];

const told = (fact: string, question: string, clearness: Clearness, picture?: string): Miss[] => [
  { fact, question, ...clearness, ...(picture === undefined ? {} : { picture }) },
];

const rolesOf = ({ asked }: Seen): readonly Role[] => Object.keys(asked) as Role[];

const acceptance: Judge = (seen) => {
  const bad = rolesOf(seen).filter((role) => seen.asked[role]?.status !== 202 || seen.asked[role].location === '');
  if (bad.length === 0) return [];
  return told(
    `${bad.length} of ${plural(rolesOf(seen).length, 'job')} were not answered with 202 and a Location.`,
    'Does the API write each job down before it answers?',
    CLEAR,
  );
};

const beginning: Judge = ({ statesInMiddle }, timed) => {
  if (statesInMiddle.every((state) => state === 'running')) return [];
  const isOver = statesInMiddle.every((state) => state === 'done' || state === 'running');
  return told(
    `Two workers had nothing to do and two jobs came. When both should have been running, they were ${statesInMiddle.map((state) => `"${state}"`).join(' and ')}.`,
    isOver
      ? 'Does each worker take a job of its own, and do the whole work of it?'
      : 'Does each worker take the next job, and say so?',
    // In a busy moment one of them may have got through too early.
    isOver ? UNCLEAR : timed,
  );
};

const memory: Judge = ({ statesWithoutWorkers, statesInMiddle: [first, second] }) => {
  const states = Object.values(statesWithoutWorkers);
  const forgottenCount = states.filter((state) => state === 'unknown').length;
  if (forgottenCount > 0)
    return told(
      `After kill -9 and a new start on the same file, the API knew nothing of ${forgottenCount} of ${states.length} ids that it had given out.`,
      'Where does a job stand when its id is told to the client?',
      CLEAR,
    );
  const before = { first, second, poison: 'queued', behind: 'queued', long: 'queued' };
  const roles = Object.keys(statesWithoutWorkers) as Role[];
  const doneCount = roles.filter((role) => statesWithoutWorkers[role] === 'done' && before[role] !== 'done').length;
  if (doneCount === 0) return [];
  return told(
    `No worker was there, and ${doneCount} of ${plural(states.length, 'job')} got done.`,
    'Who does the work, if no worker is there?',
    CLEAR,
  );
};

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);

/** Jobs whose workers were struck. */
const struckOf = ({ jobs }: Seen): readonly JobSeen[] => [jobs.first, jobs.second].filter((job) => job !== undefined);

const comeback: Judge = (seen, timed) => {
  const { killedAtMs, endedAtMs, leaseMs } = seen;
  const one = struckOf(seen).find(({ state }) => state !== 'done');
  if (one !== undefined)
    return told(
      `kill -9 ended a worker in the middle of its job. ${formatMs(endedAtMs - killedAtMs)} later that job is "${one.state}", though two other workers are there and a lease is ${formatMs(leaseMs)}.`,
      'How does another worker find out that the one who has the job is dead?',
      timed,
      attemptText(one.beginsMs, { killedAtMs, endMs: endedAtMs }),
    );
  if (seen.asked.long === undefined)
    return told(
      `A job whose worker was struck got done, but not within ${formatMs(PATIENCE_SHARE * seen.workMs)} of two other workers being there, though the work takes ${formatMs(seen.workMs)} and a lease ${formatMs(leaseMs)}.`,
      'What kept the other workers from that job, or from coming to its end?',
      timed,
    );
  if (struckOf(seen).every(({ beginsMs }) => beginsMs.length > 1)) return [];
  return told(
    'A job whose worker was struck in the middle of it is done, and was begun only once.',
    'Is each begin of a job written down, with a new token and one attempt more?',
    UNCLEAR,
  );
};

const effects: Judge = (seen) => {
  const { behind, long } = seen.jobs;
  const twice = struckOf(seen).find((job) => job.effects.length > 1);
  if (twice !== undefined)
    return told(
      `A worker stood still for longer than its lease, another one did its job, and then the first one went on. That job has ${twice.effects.length} effects.`,
      'When a worker comes to finish, how does it know that the job is still its own?',
      CLEAR,
    );
  const others = [...struckOf(seen), behind, long].filter((job) => job?.state === 'done');
  const none = others.filter((job) => job?.effects.length === 0).length;
  if (none > 0)
    return told(
      `${plural(none, 'job')} of ${others.length} got done and had no effect.`,
      'Which helper of the kit makes the effect happen, and who calls it?',
      CLEAR,
    );
  const more = [behind, long].filter((job) => job !== undefined && job.effects.length > job.beginsMs.length).length;
  return more === 0 ? [] : told('A job has more effects than attempts.', 'Who calls addEffect() a second time?', CLEAR);
};

const digests: Judge = ({ jobs, digests: right }) => {
  const done = (Object.keys(right) as Role[]).filter((role) => jobs[role]?.state === 'done');
  const wrong = done.filter((role) =>
    [jobs[role]?.digest, ...(jobs[role]?.effects ?? [])].some((digest) => digest !== right[role]),
  );
  if (wrong.length === 0) return [];
  return told(
    `${wrong.length} of ${plural(done.length, 'job')} that got done have another digest than the work gives, or an effect with another one.`,
    'Is the whole work done for each job, with its own nonce and all its iterations?',
    CLEAR,
  );
};

const poison: Judge = ({ jobs: { poison: job } }, timed) => {
  if (job === undefined) return [];
  const { state, beginsMs } = job;
  if (state === 'failed' && beginsMs.length === MAX_ATTEMPTS) return [];
  const question =
    state === 'failed' && beginsMs.length < MAX_ATTEMPTS
      ? 'Some errors are gone when one tries again. How would the queue find out?'
      : beginsMs.length > MAX_ATTEMPTS
        ? 'What does a worker that takes up this job again and again keep from the others?'
        : 'What becomes of a worker whose job throws, and what is written down of it?';
  return told(
    `A job that throws each time was begun ${times(beginsMs.length)}, and is "${state}". It should be "failed" after ${MAX_ATTEMPTS} attempts.`,
    question,
    // Too few begins of a job that is still open may be for want of time.
    state === 'failed' || beginsMs.length > MAX_ATTEMPTS ? CLEAR : timed,
  );
};

const behind: Judge = ({ jobs }, timed) => {
  const job = jobs.behind;
  if (job === undefined || job.state === 'done') return [];
  return told(
    `A job that came after one that throws each time is "${job.state}".`,
    'What are the workers at, and who comes first?',
    timed,
  );
};

const long: Judge = ({ jobs: { long: job }, workMs, leaseMs, longCpuMs, endedAtMs }, timed) => {
  if (job === undefined) return [];
  const { beginsMs, state } = job;
  const costsMs = LONG_SHARE * workMs;
  const [mostMs = 0, secondMs = 0] = longCpuMs ?? [costsMs];
  const name = `A job of ${formatMs(costsMs)}, with leases of ${formatMs(leaseMs)} that can be renewed,`;
  if (beginsMs.length > 1 || secondMs > SECOND_SHARE * costsMs) {
    const [first = 0, again = first + leaseMs] = beginsMs;
    const isLeaseOver = again - first > leaseMs / 2;
    return told(
      `${name} was begun ${times(Math.max(2, beginsMs.length))} and is "${state}".`,
      isLeaseOver
        ? 'The lease ran out while the work went on. When does the timer of the heartbeat get its turn?'
        : 'May a worker take a job whose lease is not over?',
      timed,
      attemptText(beginsMs, { killedAtMs: null, endMs: endedAtMs }),
    );
  }
  if (state !== 'done') return told(`${name} is "${state}".`, 'Who has it, and what became of its heartbeat?', timed);
  if (mostMs >= DOER_SHARE * costsMs) return [];
  return told(
    `For a job that costs ${formatMs(costsMs)} of CPU, no worker used more than ${formatMs(mostMs)}.`,
    'Who does the work, if your workers do not?',
    CLEAR,
  );
};

const neighbours: Judge = ({ measured, workMs }) => {
  const { badProbeCount, noiseMs } = measured;
  const waits = waitMisses(measured, {
    usualMs: WAIT_MS,
    who: 'all this going on',
    question: 'What does the API do besides writing and reading a row?',
    conditions: { workMs, noiseMs },
  });
  if (badProbeCount === 0) return waits;
  return [
    ...told(
      `${badProbeCount} neighbours got no answer, or a wrong one, from GET /health or GET /echo/:word of the API.`,
      'Do both routes of openApp() still answer as they did?',
      UNCLEAR,
    ),
    ...waits,
  ];
};

/** Without these nothing else can be told. */
const FIRST: readonly Judge[] = [acceptance, beginning, memory];
const REST: readonly Judge[] = [comeback, effects, digests, poison, behind, long, neighbours];

/** What a queue did not do that was asked for. */
export function missesOf(seen: Seen): readonly Miss[] {
  const timed: Clearness = { isClear: seen.measured.noiseMs <= MAX_NOISE_MS, isTimed: true };
  const first = FIRST.flatMap((judge) => judge(seen, timed));
  return first.length > 0 ? first : REST.flatMap((judge) => judge(seen, timed));
}
