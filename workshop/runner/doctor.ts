import { availableParallelism } from 'node:os';
import process from 'node:process';
import { formatMs } from '../../stats/units.ts';
import type { Referee } from '../referee/referee.ts';
import { MAX_NOISE_MS } from '../referee/verdict.ts';
import { type Screen, nextLine } from './screens.ts';

const MIN_CORES = 2;
const MIN_NODE_MAJOR = 26;
const WATCH_MS = 1_000;
/** A task takes so much longer than it was calibrated for only where something else takes the core. */
const MAX_WORK_MS = 700;

interface Finding {
  readonly isWell: boolean;
  readonly text: string;
  /** What helps; absent where nothing has to. */
  readonly remedy?: string;
}

const finding = (isWell: boolean, text: string, remedy: string): Finding =>
  isWell ? { isWell, text } : { isWell, text, remedy };

/** Is this laptop fit for the workshop? Everything it needs is on this machine: nothing is asked of a network. */
export async function examine(referee: Referee, server: URL): Promise<readonly Finding[]> {
  const coreCount = availableParallelism();
  const nodeMajor = Number(process.versions.node.split('.')[0]);
  const { workMs } = await referee.prepare(1);
  await using learner = await referee.start(server);
  const { noiseMs } = await referee.measure(learner, { askings: [], durationMs: WATCH_MS });
  return [
    finding(nodeMajor >= MIN_NODE_MAJOR, `Node.js ${process.versions.node}`, 'Type npm ci: it brings the right one.'),
    finding(
      coreCount >= MIN_CORES,
      `${coreCount} cores`,
      'Lessons with threads and processes need 2. Give the container or virtual machine more.',
    ),
    finding(
      noiseMs <= MAX_NOISE_MS,
      `Neighbours of an idle server wait ${formatMs(noiseMs)} at p99; ${formatMs(MAX_NOISE_MS)} is the limit`,
      'Close other programs, plug the laptop in, and try again.',
    ),
    finding(
      workMs <= MAX_WORK_MS,
      `One task takes ${formatMs(workMs)}`,
      'Close other programs, or type --classroom for smaller tasks.',
    ),
    { isWell: true, text: `Ports: a server of the workshop listens on a free one of 127.0.0.1 (${learner.baseUrl})` },
    { isWell: true, text: 'Offline: all of the above went on inside this machine; you may unplug the network' },
  ];
}

export function doctorScreen(findings: readonly Finding[]): Screen {
  const isFit = findings.every(({ isWell }) => isWell);
  return [
    ...findings.flatMap(({ isWell, text, remedy }) => [
      `${isWell ? 'ok  ' : '!!  '} ${text}.`,
      ...(remedy === undefined ? [] : [`     ${remedy}`]),
    ]),
    '',
    isFit ? 'This machine is fit for the workshop.' : 'This machine may not be able to tell a pass from a miss.',
    isFit ? nextLine() : nextLine('doctor'),
  ];
}
