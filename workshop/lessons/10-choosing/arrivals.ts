import type { Card, Json } from './card.ts';
import { spinOutput } from './spin-output.ts';

/** What a card's numbers mean on this machine. */
export interface Scale {
  /** Cores that servers may use. */
  readonly coreCount: number;
  /** W: how long one task takes here. */
  readonly workMs: number;
  readonly iterationsPerMs: number;
}

/** Nobody works yet: what neighbours wait in this time is the machine's own noise. */
export const IDLE_MS = 500;
export const LOAD_MS = 2_400;
/** The last tasks of the load end before the rush: a task or two after the load. */
const GAP_TASKS = 1.5;
const LEAST_GAP_MS = 150;
/** The rush asks for as much as all cores do in so long, and for two tasks a core at least. */
const RUSH_MS = 600;
/** A queue of the usual limit has room for them. */
const MOST_RUSH = 100;
const PER_CORE_AT_LEAST = 2;
/** Long after the load began, so that neighbours of both are seen. */
const GUESTS = [
  { atMs: 300, input: { kind: 'never-ends', spinMs: 60_000 } },
  { atMs: 900, input: { kind: 'exit' } },
] as const;

/** About what one task takes, for cards that do not say it: a picture of 64 MB, in parts of W. */
const PICTURE_SHARE = 0.2;

export const taskMsOf = ({ taskMs, workShare = PICTURE_SHARE }: Card, { workMs }: Scale): number =>
  taskMs ?? workShare * workMs;

/** What one task is asked with, and its right answer. */
export function workOf(card: Card, scale: Scale): { readonly input: Json; readonly output: Json } {
  if (card.input !== undefined && card.output !== undefined) return { input: card.input, output: card.output };
  const iterations = Math.max(1, Math.round(taskMsOf(card, scale) * scale.iterationsPerMs));
  return { input: { iterations }, output: spinOutput(iterations) };
}

/** When what is asked for, in ms from the beginning of the idle time. */
export interface Arrivals {
  readonly taskAtMs: readonly number[];
  readonly guests: readonly { readonly atMs: number; readonly input: Json }[];
  /** So many tasks at the same moment, when the others are done: what they take tells the highest rate. */
  readonly rush: { readonly atMs: number; readonly count: number };
}

export function arrivalsOf(card: Card, scale: Scale): Arrivals {
  const taskMs = taskMsOf(card, scale);
  const groupCount = card.isGrouped === true ? scale.coreCount : 1;
  const everyMs = card.everyMs ?? (groupCount * taskMs) / ((card.loadShare ?? 1) * scale.coreCount);
  const groups = Array.from({ length: Math.max(1, Math.floor(LOAD_MS / everyMs)) }, (_, index) => index * everyMs);
  const rushCount = Math.round((RUSH_MS * scale.coreCount) / taskMs);
  return {
    taskAtMs: groups.flatMap((atMs) => Array.from({ length: groupCount }, () => IDLE_MS + atMs)),
    guests: card.hasGuests === true ? GUESTS.map(({ atMs, input }) => ({ atMs: IDLE_MS + atMs, input })) : [],
    rush: {
      atMs: IDLE_MS + LOAD_MS + Math.max(LEAST_GAP_MS, GAP_TASKS * taskMs),
      count: Math.min(MOST_RUSH, Math.max(PER_CORE_AT_LEAST * scale.coreCount, rushCount)),
    },
  };
}
