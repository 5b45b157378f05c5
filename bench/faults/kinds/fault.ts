import type { FaultName } from '../../../stats/faults/fault-table.ts';
import type { ServerArguments } from '../fault-server.ts';
import type { Stage, StagedRow } from '../stage.ts';

/** One thing that goes wrong, done to a strategy for real. */
export interface Fault {
  readonly name: FaultName;
  /** Two words, for the head of a column. */
  readonly title: string;
  /** What is done, in a sentence. */
  readonly summary: string;
  /** Why this cannot befall the strategy; null where it can. */
  inapplicable(row: StagedRow): string | null;
  /** What its server has otherwise than others. */
  serverArguments(row: StagedRow): Partial<ServerArguments>;
  /** Plays it: jobs under way, the fault, and what comes afterwards. Must end by itself, whatever the server does. */
  strike(stage: Stage): Promise<void>;
}

export const always = (): null => null;
export const asUsual = (): Partial<ServerArguments> => ({});

/** Why poison is no use: the strategy cannot be made to run it. */
export const poisonless = ({ kit }: StagedRow): string | null =>
  kit.isPoisonous ? null : 'It only runs functions of Node itself, which neither throw at will, exit, nor grow.';
