import { randomUUID } from 'node:crypto';
import { nowMs } from '../../../servers/telemetry.ts';
import { type Reply, fieldsOf } from '../../referee/ask.ts';
import type { Learner } from '../../referee/learner-process.ts';
import type { WorkJob } from '../../referee/oracle-protocol.ts';
import type { Referee } from '../../referee/referee.ts';
import { HeldConnection, type Neighbour, askEcho, askEvery } from './connections.ts';

/** Of the user whose job it is, and of users on new connections. */
const BEAT_MS = 25;
/** Others who ask for the same job, each on a new connection: as it was just made, and as it was just done. */
const READER_COUNT = 8;
/** Of W, and a little for a machine that does something else. Whoever is not done then is not waited for. */
const PATIENCE = { share: 4, ms: 1_000 } as const;

/** One job, from its making to its end, as a user and others saw it. */
export interface JobVisit {
  readonly digest: string;
  /** The answer to POST /jobs. */
  readonly made: Reply;
  /** Whether that said where the job can be asked for. */
  readonly isPlaced: boolean;
  /** The maker's own questions for the job, on the connection that it was made on. */
  readonly polls: readonly Reply[];
  /** Of {@link READER_COUNT} others, on new connections, while it was under way. */
  readonly earlyReads: readonly Reply[];
  /** The same after the maker had heard that it is done. */
  readonly lateReads: readonly Reply[];
  /** Users with new connections who came meanwhile. */
  readonly neighbours: readonly Neighbour[];
  /** Connections that the maker needed; 1 as long as the server leaves it open. */
  readonly openedCount: number;
  /** On the clock that processes share. */
  readonly fromMs: number;
  readonly toMs: number;
}

export const stateOf = ({ body }: Pick<Reply, 'body'>): unknown => fieldsOf(body)['state'];

/** Of this server and of nobody else. */
const pathOf = ({ status, headers: { location = '' } }: Reply): string | undefined =>
  status === 202 && /^\/jobs\/[\w-]+$/.test(location) ? location : undefined;

/** Every worker's first job compiles code that later ones find compiled: here it is nobody's wait. */
export async function warmUp(referee: Referee, learner: Learner): Promise<void> {
  for (let count = 0; count < READER_COUNT; count += 1) {
    const path = pathOf(await referee.ask(learner, { path: '/jobs', body: { nonce: randomUUID(), iterations: 1 } }));
    if (path === undefined) return;
    await referee.ask(learner, { path });
  }
}

/** Makes a job on a connection of its own, and asks for it there and elsewhere until it is done. */
export async function visitJob(
  referee: Referee,
  learner: Learner,
  { job, workMs }: { readonly job: WorkJob; readonly workMs: number },
): Promise<JobVisit> {
  const { nonce, iterations, digest } = job;
  using own = new HeldConnection();
  await referee.ask(learner, { path: '/health', agent: own });
  const fromMs = nowMs();
  const made = await referee.ask(learner, { path: '/jobs', body: { nonce, iterations }, agent: own });
  const path = pathOf(made);
  const nothing = { polls: [], earlyReads: [], lateReads: [], neighbours: [] };
  if (path === undefined)
    return { digest, made, isPlaced: false, ...nothing, openedCount: own.openedCount, fromMs, toMs: nowMs() };

  const patienceMs = PATIENCE.share * workMs + PATIENCE.ms;
  const leave = AbortSignal.timeout(Math.ceil(patienceMs));
  let isDone = false;
  const isOver = (): boolean => isDone || leave.aborted;
  const readAll = async (): Promise<readonly Reply[]> =>
    Promise.all(Array.from({ length: READER_COUNT }, async () => referee.ask(learner, { path, leave })));
  const poll = async (): Promise<Reply> => {
    const reply = await referee.ask(learner, { path, agent: own, leave });
    isDone ||= stateOf(reply) === 'done';
    return reply;
  };
  const [earlyReads, polls, neighbours] = await Promise.all([
    readAll(),
    askEvery(BEAT_MS, poll, isOver),
    askEvery(BEAT_MS, async () => askEcho(referee, learner, { leave }), isOver),
  ]);
  const toMs = nowMs();
  const lateReads = isDone ? await readAll() : [];
  return {
    digest,
    made,
    isPlaced: true,
    polls,
    earlyReads,
    lateReads,
    neighbours,
    openedCount: own.openedCount,
    fromMs,
    toMs,
  };
}
