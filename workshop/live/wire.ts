/**
 * What the conductor tells the pages, as data. All times are in ms on the one clock of this machine that `nowMs()` reads,
 * so that a busy tab cannot move a mark.
 */

/** One `GET /health`, asked when it was due whether or not the one before was answered. */
export interface Beat {
  readonly dueAtMs: number;
  /** From due to answered; null when the connection broke. */
  readonly waitMs: number | null;
  /** Who answered, where a server has several processes and says so. */
  readonly processId?: number;
  /** On which of the held connections it came, from 0; absent on a new one and where all are shared. */
  readonly connectionIndex?: number;
}

/** How neighbours come to a server of several processes: each on one of a few that stay open, or each on a new one. */
export type Connections = 'held' | 'new';

/** Somebody who waits at a process that is known: the connection has been there before. */
export interface ProcessWait {
  readonly processId: number;
  /** Since when the one who has waited longest waits. */
  readonly sinceMs: number;
}

/** A job as its client sees it; begun and ended as the server's own stamps say. */
export interface JobSight {
  readonly runId: string;
  readonly jobIndex: number;
  /** "sent" has no answer yet: from outside nobody can tell a queued job from a running one. */
  readonly state: 'sent' | 'queued' | 'running' | 'done' | 'failed' | 'refused' | 'stopped';
  readonly sentAtMs: number;
  readonly startedAtMs: number | null;
  readonly finishedAtMs: number | null;
  /** When the client had its answer, or knew that none will come. */
  readonly endedAtMs: number | null;
  /** Why there is no output; empty otherwise. */
  readonly problem: string;
  /** Who answered, where a server has several processes and says so. */
  readonly processId?: number;
}

/** A burst of jobs at one server, and what the neighbours saw meanwhile. */
export interface RunSight {
  readonly runId: string;
  readonly laneName: string;
  readonly jobCount: number;
  /** When the race was pressed that it belongs to, the same for all its runs; null outside of a race. */
  readonly racedAtMs: number | null;
  readonly state: 'waiting' | 'running' | 'ended' | 'stopped';
  readonly startedAtMs: number | null;
  /** When its first job was sent. */
  readonly sentAtMs: number | null;
  readonly endedAtMs: number | null;
  /** The longest that a neighbour waited. */
  readonly silentMs: number;
  /** Share of the neighbours, 0..1, who waited longer than `LATE_MS`. */
  readonly stallShare: number;
  /** From the first job sent to the last one ended. */
  readonly lastReplyMs: number;
  readonly doneCount: number;
  readonly jobsWithoutOutput: number;
}

/** The choices of the prediction, by index: none, 50 ms, one task, four tasks. */
export type Tally = readonly [number, number, number, number];

export type LaneState = 'starting' | 'up' | 'down' | 'given-up';

export type LiveEvent =
  | {
      readonly kind: 'machine';
      readonly state: 'calibrating' | 'ready';
      /** W: one task alone on this machine; 0 until it is known. */
      readonly taskMs: number;
    }
  /** p99 of the neighbours while nobody runs anything. */
  | { readonly kind: 'noise'; readonly idleMsP99: number }
  | {
      readonly kind: 'lane';
      readonly laneName: string;
      readonly state: LaneState;
      readonly sinceMs: number;
      /** Why it is not up; empty otherwise. */
      readonly note: string;
      readonly processIds: readonly number[];
    }
  | {
      readonly kind: 'beats';
      readonly laneName: string;
      readonly beats: readonly Beat[];
      /** Since when the one who has waited longest waits; null when nobody does. */
      readonly waitingSinceMs: number | null;
      /** The same for each process where it is known; empty for a server of one. */
      readonly processWaits: readonly ProcessWait[];
    }
  | { readonly kind: 'job'; readonly laneName: string; readonly job: JobSight }
  | { readonly kind: 'run'; readonly run: RunSight }
  /** A run of a race that is over, with all that its strip is drawn from: it outlives the minute that pages look back. */
  | {
      readonly kind: 'raced';
      readonly run: RunSight;
      readonly beats: readonly Beat[];
      readonly jobs: readonly JobSight[];
    }
  | { readonly kind: 'connections'; readonly connections: Connections }
  /** What the server itself believes: its loop's delay, p99 of its whole life and longest of the last minute. */
  | { readonly kind: 'inside'; readonly laneName: string; readonly delayMsP99: number; readonly delayMsMax: number }
  | { readonly kind: 'tally'; readonly laneName: string; readonly votes: Tally };

/** What one message of the stream carries. */
export interface LiveMessage {
  readonly atMs: number;
  readonly events: readonly LiveEvent[];
}

/** What the page is built with and does not change. */
export interface LiveLane {
  readonly name: string;
  /** Name of a colour of the theme. */
  readonly color: string;
  readonly dash: readonly number[];
  readonly explanation: Explanation;
}

export interface Explanation {
  readonly sentences: string;
  /** Of the kitchen: cashier, cooks, tills, order board. */
  readonly kitchen: string;
  readonly next: string;
  readonly filePath: string;
  readonly lines: readonly { readonly text: string; readonly lineNumber: number; readonly isCulprit: boolean }[];
}

/** What "stop all" stopped. */
export interface Stopped {
  /** Of the run that was under way; null when none was. */
  readonly laneName: string | null;
  /** Runs that waited in line. */
  readonly waitingCount: number;
}

export interface LivePageData {
  /** What started it, for who wants to see it again. */
  readonly command: string;
  readonly lanes: readonly LiveLane[];
  readonly coreCount: number;
  readonly nodeVersion: string;
}
