import { setTimeout as delay } from 'node:timers/promises';
import { median } from '../../../stats/percentile.ts';
import { formatMs } from '../../../stats/units.ts';
import { digestNumbers, randomReadings } from '../../kit/readings.ts';
import { type Reply, fieldsOf } from '../../referee/ask.ts';
import type { Learner } from '../../referee/learner-process.ts';
import { type Measured, during } from '../../referee/measure.ts';
import { heartbeatText, worstMs } from '../../referee/picture.ts';
import type { Referee } from '../../referee/referee.ts';
import { type Conditions, type Miss, waitLimitMs } from '../../referee/verdict.ts';

export const READING_COUNT = 200_000;
const UPLOAD_COUNT = 3;
/** Neighbours of one upload are over before the next one comes. */
const APART_MS = 60;
/** A neighbour who was due just before it came waits as well. */
const BEFORE_MS = 20;
/** Of one of them, copied, on a machine that is twice too busy. */
const PATIENCE_MS = 1_500;
/** Of what copying costs. */
const MAX_SHARE_OF_CLONING = 0.5;
/** What still lets through the half of it on a noisy machine, and never the copying itself. */
const MAX_NOISY_SHARE = 0.75;

/** Time of all of them, with room to spare. */
export const UPLOADS_MS = 1_400;
/** And of copied ones. */
const CLONING_MS = 1_900;

/** A demonstration's pool, which is given one object for each reading. */
const CLONING = new URL('./demo/unlimited-pool.ts', import.meta.url);

interface Upload {
  readonly bytes: Uint8Array;
  readonly digest: string;
}

/** What became of the uploads, one after the other. Times count from the end of the idle time. */
export interface Uploaded {
  readonly uploads: readonly Upload[];
  readonly replies: readonly Reply[];
  readonly spans: readonly { readonly fromMs: number; readonly toMs: number }[];
}

function makeUpload(): Upload {
  const numbers = randomReadings(READING_COUNT);
  return { bytes: new Uint8Array(numbers.buffer), digest: digestNumbers(numbers) };
}

/** New ones, so that nobody knows their digests. The work on them is done here, before anything is measured. */
export const makeUploads = (): readonly Upload[] => Array.from({ length: UPLOAD_COUNT }, makeUpload);

/** @param elapsedMs since the end of the idle time */
export async function sendUploads(
  referee: Referee,
  server: Learner,
  uploads: readonly Upload[],
  elapsedMs: () => number,
): Promise<Uploaded> {
  const replies: Reply[] = [];
  const spans: { fromMs: number; toMs: number }[] = [];
  for (const { bytes } of uploads) {
    const fromMs = elapsedMs();
    const patience = AbortSignal.timeout(PATIENCE_MS);
    replies.push(await referee.ask(server, { path: '/readings', body: bytes, leave: patience }));
    spans.push({ fromMs, toMs: elapsedMs() });
    await delay(APART_MS);
  }
  return { uploads, replies, spans };
}

/** How long a neighbour of an upload waited at worst: the median of the uploads, as noise hits one of them. */
export const uploadWaitMs = ({ probes }: Measured, { spans }: Uploaded): number =>
  median(spans.map(({ fromMs, toMs }) => worstMs(probes, fromMs - BEFORE_MS, toMs)));

const cloningWaits = new WeakMap<Referee, Promise<number>>();

/** The same of a pool that copies objects, on this machine now. Measured once for all tries of a check. */
export async function cloningWaitMs(referee: Referee): Promise<number> {
  const measuring = async (): Promise<number> => {
    const uploads = makeUploads();
    await using server = await referee.start(CLONING);
    let uploaded: Uploaded | undefined;
    const measured = await referee.measure(server, {
      askings: [],
      durationMs: CLONING_MS,
      meanwhile: async () => {
        const startedAtMs = performance.now();
        uploaded = await sendUploads(referee, server, uploads, () => performance.now() - startedAtMs);
      },
    });
    return uploaded === undefined ? 0 : uploadWaitMs(measured, uploaded);
  };
  const known = cloningWaits.get(referee) ?? measuring();
  cloningWaits.set(referee, known);
  return known;
}

/** Whether each upload was worked on. */
export function digestMisses({ uploads, replies }: Uploaded): Miss[] {
  const wrongCount = replies.filter(
    ({ status, body }, index) => status !== 200 || fieldsOf(body)['digest'] !== uploads[index]?.digest,
  ).length;
  if (wrongCount === 0) return [];
  return [
    {
      fact: `(d) ${wrongCount} of ${uploads.length} answers of POST /readings were not { digest } of the readings that were sent.`,
      question: 'Does the function that the thread runs take what it is given now, numbers or objects?',
      isClear: true,
    },
  ];
}

/** Whether handing an upload to a thread costs the neighbours at most half of what copying objects costs. */
export function uploadMisses(measured: Measured, uploaded: Uploaded, cloningMs: number, noiseMs: number): Miss[] {
  const conditions: Conditions = { workMs: 2 * MAX_NOISY_SHARE * cloningMs, noiseMs };
  const limitMs = waitLimitMs(MAX_SHARE_OF_CLONING * cloningMs, conditions);
  const waitMs = uploadWaitMs(measured, uploaded);
  if (waitMs <= limitMs) return [];
  const [first, last] = [uploaded.spans[0], uploaded.spans.at(-1)];
  const seen = during(measured, (first?.fromMs ?? 0) - BEFORE_MS, last?.toMs ?? 0);
  return [
    {
      fact: `(d) While ${READING_COUNT.toLocaleString('en-US')} readings went to a thread, a neighbour waited ${formatMs(waitMs)}; at most ${formatMs(limitMs)} are allowed here. Copied as objects they cost ${formatMs(cloningMs)}.`,
      question: 'Before the thread has them: what does your loop do with each single reading?',
      picture: heartbeatText(seen.probes),
      isClear: waitMs > limitMs + 3 * noiseMs && waitMs > 0.9 * cloningMs,
      isTimed: true,
    },
  ];
}
