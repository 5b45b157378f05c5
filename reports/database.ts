import type { StreamSummary, Summary } from '../stats/summary.ts';
import { formatMs } from '../stats/units.ts';
import type { Fact } from './facts.ts';
import { growthText } from './streams.ts';

/** A stream of requests that asked a database before their work and after it, at one target under one load. Raw text. */
export interface DatabaseRow {
  readonly targetName: string;
  readonly levelName: string;
  readonly streamName: string;
  readonly databaseText: string;
  /** From the handler's start until the work began; "unstable" while a backlog grows. */
  readonly beforeText: string;
  readonly workText: string;
  /** From the work's end until the answer was in hand. */
  readonly afterText: string;
}

function rowOf(stream: StreamSummary): Omit<DatabaseRow, 'targetName' | 'levelName'> | null {
  const { streamName, databaseMs, breakdown } = stream;
  if (databaseMs === null || breakdown === null) return null;
  const isGrowing = growthText(stream) !== null;
  const { queueMs, serviceMs, replyMs } = breakdown;
  return {
    streamName,
    databaseText: formatMs(databaseMs),
    beforeText: isGrowing ? 'unstable' : formatMs(queueMs),
    workText: formatMs(serviceMs),
    afterText: isGrowing ? 'unstable' : formatMs(replyMs),
  };
}

/** Of the servers that say what their database took. */
export const databaseRows = ({ levels }: Summary): DatabaseRow[] =>
  levels.flatMap(({ name: levelName, targets }) =>
    targets.flatMap(({ targetName, streams }) =>
      streams.flatMap((stream) => {
        const row = rowOf(stream);
        return row === null ? [] : [{ targetName, levelName, ...row }];
      }),
    ),
  );

/** For each target: what the database took itself, and what stood before and after the work where it is awaited. */
export const databaseFacts = (summary: Summary): Fact[] =>
  databaseRows(summary).map(({ targetName, levelName, databaseText, beforeText, workText, afterText }) => ({
    name: levelName === '' ? targetName : `${targetName} at ${levelName}`,
    text: `${databaseText}; before the work ${beforeText}, the work ${workText}, after it ${afterText}`,
  }));
