import type { RequestPlan } from '../../../bench/sender/sender-protocol.ts';
import type { CardName } from '../../kit/choice.ts';
import bigInput from './cards/big-input.json' with { type: 'json' };
import longReport from './cards/long-report.json' with { type: 'json' };
import tinyTasks from './cards/tiny-tasks.json' with { type: 'json' };
import untrustedCode from './cards/untrusted-code.json' with { type: 'json' };
import waitingUser from './cards/waiting-user.json' with { type: 'json' };

/** What a task is asked with, and what it answers: objects of JSON. */
export type Json = NonNullable<RequestPlan['expected']>;

/** What must hold for a card, on this machine. */
export interface Slo {
  /** 99 of 100 neighbours wait at most so long on a quiet machine. */
  readonly neighbourMsP99: number;
  /** Share (0..1) of the tasks that must be answered right. */
  readonly doneShare: number;
  /** The slowest task, from asking to its output. */
  readonly taskMsMax?: number;
  /** The same, as a multiple of W. */
  readonly taskWorkShareMax?: number;
  /** All processes of the server together, at most, in 10^6 bytes. */
  readonly memoryMbMax?: number;
  /** So many reports are accepted before a kill -9, and all must be done after a restart. */
  readonly reportCount?: number;
  /** When a stranger's task must be over, from asking to being told. */
  readonly guestMsMax?: number;
}

/** One situation to choose a strategy for: a file of cards/. */
export interface Card {
  readonly name: CardName;
  readonly task: string;
  /** Of tasks that are not scaled. */
  readonly input?: Json;
  /** The right answer to `input`. */
  readonly output?: Json;
  /** How long one task takes; */
  readonly taskMs?: number;
  /** or what it takes as a multiple of W. */
  readonly workShare?: number;
  /** How much is asked for, as a share (0..1) of what all cores of the servers can do; */
  readonly loadShare?: number;
  /** or how far apart tasks are asked for. */
  readonly everyMs?: number;
  /** As many at once as there are cores. */
  readonly isGrouped?: boolean;
  /** Two tasks of a stranger among the others: one never ends, one exits. */
  readonly hasGuests?: boolean;
  readonly slo: Slo;
}

const FILES = {
  'tiny-tasks': tinyTasks,
  'waiting-user': waitingUser,
  'long-report': longReport,
  'big-input': bigInput,
  'untrusted-code': untrustedCode,
} as const;

/** In the order in which they are tried. */
export const CARDS: readonly Card[] = Object.entries(FILES).map(([name, file]) => ({
  ...file,
  name: name as CardName,
}));
