import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { formatMs } from '../../stats/units.ts';
import type { Referee } from '../referee/referee.ts';
import { allowedOthersCores, othersSince, readCpu } from '../referee/others-cpu.ts';
import { MAX_NOISE_MS, isBusy } from '../referee/verdict.ts';
import { guardedEnvironment } from './guarded-children.ts';
import { type InstalledPackages, findInstalledPackages } from './installed-packages.ts';
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

/** Everything that is started until disposal has no network but this machine, and each try to leave it is written down. */
function shutChildren(logFile: string): Disposable {
  const { NODE_OPTIONS: options, WORKSHOP_NETWORK_LOG: log } = process.env;
  Object.assign(process.env, guardedEnvironment(process.env, logFile));
  return {
    [Symbol.dispose]: () => {
      for (const [name, value] of Object.entries({ NODE_OPTIONS: options, WORKSHOP_NETWORK_LOG: log }))
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
    },
  };
}

/** Where somebody wanted to go, as the guard wrote it down: 'connect "example.com"'. */
const triesIn = async (logFile: string): Promise<readonly string[]> =>
  (await readFile(logFile, 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');

const SHOWN_COUNT = 5;

/** Two things are looked at: who went out while a server worked here, and what would have to be fetched. */
export function offlineFindings(tries: readonly string[], { count, missing }: InstalledPackages): readonly Finding[] {
  const shown = missing.slice(0, SHOWN_COUNT).join(', ');
  const more = missing.length > SHOWN_COUNT ? ` and ${missing.length - SHOWN_COUNT} more` : '';
  return [
    tries.length === 0
      ? {
          isWell: true,
          text: 'Offline: the server and those who asked it were shut in this machine, and nothing tried to leave it',
        }
      : {
          isWell: false,
          text: `Offline: something tried to leave this machine (${tries.slice(0, SHOWN_COUNT).join(', ')})`,
          remedy: 'It is nothing of the workshop. What do NODE_OPTIONS and the proxy settings of this machine load?',
        },
    missing.length === 0
      ? { isWell: true, text: `Offline: all packages are installed (${count}); nothing is fetched during the workshop` }
      : {
          isWell: false,
          text: `Offline: of the packages, ${missing.length} are missing or of another version: ${shown}${more}`,
          remedy: 'Type npm ci, while there is a network.',
        },
  ];
}

interface Idle {
  readonly noiseMs: number;
  /** null where the system does not tell. */
  readonly othersCores: number | null;
  readonly baseUrl: string;
}

async function measureIdle(referee: Referee, server: URL): Promise<Idle> {
  await using learner = await referee.start(server);
  const before = await readCpu();
  const { noiseMs } = await referee.measure(learner, { askings: [], durationMs: WATCH_MS });
  return { noiseMs, othersCores: await othersSince(before), baseUrl: learner.baseUrl };
}

export const othersFindings = (othersCores: number | null, coreCount: number): readonly Finding[] =>
  othersCores === null
    ? []
    : [
        finding(
          !isBusy(othersCores),
          `Other programs use ${othersCores.toFixed(1)} of ${coreCount} cores; ${allowedOthersCores().toFixed(1)} is the limit`,
          'Close other programs and try again.',
        ),
      ];

/** Is this laptop fit for the workshop? */
export async function examine(referee: Referee, server: URL): Promise<readonly Finding[]> {
  const coreCount = availableParallelism();
  const nodeMajor = Number(process.versions.node.split('.')[0]);
  const { workMs } = await referee.prepare(1);
  const logFile = path.join(await referee.temporaryFolder(), 'network.log');
  using _shut = shutChildren(logFile);
  const { noiseMs, othersCores, baseUrl } = await measureIdle(referee, server);
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
    ...othersFindings(othersCores, coreCount),
    finding(
      workMs <= MAX_WORK_MS,
      `One task takes ${formatMs(workMs)}`,
      'Close other programs, or ask for smaller tasks once and for all: npm run workshop -- --classroom',
    ),
    { isWell: true, text: `Ports: a server of the workshop listens on a free one of 127.0.0.1 (${baseUrl})` },
    ...offlineFindings(await triesIn(logFile), await findInstalledPackages()),
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
