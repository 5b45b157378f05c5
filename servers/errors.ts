interface ErrorEntry {
  /** The status a server answers with; null for errors that never cross HTTP. */
  readonly httpStatus: number | null;
  readonly meaning: string;
  /** The next thing to type or to change. */
  readonly remedy: string;
}

/** Every code holdup can show. `errors.md` is tested against this table. */
export const ERRORS = {
  ERR_ROUTE_UNKNOWN: {
    httpStatus: 404,
    meaning: 'No route has this method and path.',
    remedy: 'GET /openapi.json lists the routes.',
  },
  ERR_TASK_UNKNOWN: {
    httpStatus: 404,
    meaning: 'No task has this name.',
    remedy: 'Use one of the names that the message lists; npm run list tells what each does.',
  },
  ERR_TASK_UNSUPPORTED: {
    httpStatus: 501,
    meaning: 'The task is known, but this strategy cannot do it.',
    remedy: 'Use one of the tasks that the message lists, or another --strategy.',
  },
  ERR_TASK_INPUT: {
    httpStatus: 400,
    meaning: 'The input breaks the task’s schema, which also bounds what a task may cost.',
    remedy: 'Change the value that the message names; GET /openapi.json has the schema.',
  },
  ERR_BODY_JSON: {
    httpStatus: 400,
    meaning: 'The request body is not JSON.',
    remedy: 'Send valid JSON with content-type: application/json.',
  },
  ERR_BODY_TYPE: {
    httpStatus: 415,
    meaning: 'The request body has another content type than JSON.',
    remedy: 'Send content-type: application/json.',
  },
  ERR_BODY_TOO_LARGE: {
    httpStatus: 413,
    meaning: 'The request body is longer than a server accepts.',
    remedy: 'Send a smaller body; task inputs are small by design.',
  },
  ERR_QUEUE_FULL: {
    httpStatus: 503,
    meaning: 'All workers are busy and the queue is at its limit, so the job was refused at once.',
    remedy: 'Try again after the seconds in Retry-After, or raise --queue-limit.',
  },
  ERR_OVERLOADED: {
    httpStatus: 503,
    meaning: 'The event loop is behind, so heavy work was refused at once to spare everybody else.',
    remedy:
      'Try again after the seconds in Retry-After, or use a strategy that works off the loop: --strategy thread-pool',
  },
  ERR_TASK_FAILED: {
    httpStatus: 500,
    meaning: 'The task threw, or the thread or process that ran it ended.',
    remedy: 'Read the message; the server and its other jobs live on.',
  },
  ERR_TASK_TIMEOUT: {
    httpStatus: 504,
    meaning: 'The task took longer than one task may, and was stopped.',
    remedy: 'Ask for less work at once, or raise --task-timeout.',
  },
  ERR_JOB_UNKNOWN: {
    httpStatus: 404,
    meaning: 'No job has this id, or it was done so long ago that it is forgotten.',
    remedy: 'Use the Location of the 202 answer; strategies that answer with the output itself know no jobs.',
  },
  ERR_JOB_LOST: {
    httpStatus: null,
    meaning: 'The server that had accepted the job ended before it was done.',
    remedy: 'Send it again, or use a strategy whose jobs outlive the server: --strategy job-queue',
  },
  ERR_JOB_ATTEMPTS: {
    httpStatus: null,
    meaning: 'Each worker that began the job died at it, as often as a job may be begun.',
    remedy: 'Look at the task: it ends its own process, or needs more memory than there is.',
  },
  ERR_QUEUE_URL: {
    httpStatus: null,
    meaning: 'The URL of the queue is none that holdup has an engine for, or does not name the queue.',
    remedy: 'Type redis://HOST:PORT#NAME, or leave --queue out for the embedded queue.',
  },
  ERR_QUEUE_UNREACHABLE: {
    httpStatus: 503,
    meaning: 'The engine that keeps the queue does not answer.',
    remedy:
      'Start it: apt-get install redis-server && redis-server --appendonly yes; or leave --queue out for the embedded queue.',
  },
  ERR_ROW_UNKNOWN: {
    httpStatus: 404,
    meaning: 'No row has this key for this task, so there is nothing to work on.',
    remedy: 'Store an input first: PUT /rows/KEY/tasks/TASK.',
  },
  ERR_DATABASE: {
    httpStatus: 500,
    meaning: 'The row could not be read or written.',
    remedy: 'Read the message; look at the --data folder and the space that is left there.',
  },
  ERR_CLIENT_LEFT: {
    httpStatus: 499,
    meaning: 'The client closed the connection before its answer was ready, so the work was stopped.',
    remedy: 'Nothing to do: nobody is left to read this.',
  },
  ERR_INTERNAL: {
    httpStatus: 500,
    meaning: 'Something failed that holdup has no better name for.',
    remedy: 'Please report it with the message.',
  },
  ERR_USAGE: {
    httpStatus: null,
    meaning: 'A flag or an argument is not what the command takes.',
    remedy: 'Run the command with --help.',
  },
  ERR_CONFIG: {
    httpStatus: null,
    meaning: 'A config file or a HOLDUP_ variable is not what the flags take.',
    remedy: 'Mend what the message names; --help lists the flags, and --no-config leaves the file out.',
  },
  ERR_TASK_FILE: {
    httpStatus: null,
    meaning: 'A task file of your own cannot be loaded.',
    remedy: 'Mend the line that the message names; npm run new-task -- ./my-task.ts writes one that works.',
  },
  ERR_TASK_INVALID: {
    httpStatus: null,
    meaning: 'What a task file exports is no task, or its examples are not what it gives.',
    remedy:
      'Mend what the message names; npm run new-task -- ./my-task.ts writes a file with every property explained.',
  },
  ERR_TASK_FILE_EXISTS: {
    httpStatus: null,
    meaning: 'There is a file already where the new task should be written.',
    remedy: 'Remove the file first, or choose another name: npm run new-task -- ./other-task.ts',
  },
  ERR_TASK_FILE_UNWRITABLE: {
    httpStatus: null,
    meaning: 'The new task cannot be written to this place.',
    remedy: 'Choose a folder that exists and may be written to: npm run new-task -- ./my-task.ts',
  },
  ERR_STRATEGY_UNKNOWN: {
    httpStatus: null,
    meaning: 'No strategy has this name.',
    remedy: 'Use one of the names that the message lists; npm run list tells what each does.',
  },
  ERR_SCENARIO_UNKNOWN: {
    httpStatus: null,
    meaning: 'No scenario has this name.',
    remedy: 'Use one of the names that the message lists; npm run list tells what each asks.',
  },
  ERR_TARGET_NAME: {
    httpStatus: null,
    meaning: '--target is not NAME=URL, or two targets have the same name.',
    remedy: 'Type --target NAME=http://127.0.0.1:PORT with a name of its own for each.',
  },
  ERR_TARGET_NONE: {
    httpStatus: null,
    meaning: 'Nothing is left to measure.',
    remedy: 'Name a strategy with --strategy or a server with --target.',
  },
  ERR_TARGET_REMOTE: {
    httpStatus: null,
    meaning: 'The target is not on this machine, and load belongs on machines whose owner agreed to it.',
    remedy: 'Use a loopback address, or add --allow-remote if the server is yours.',
  },
  ERR_TARGET_UNREACHABLE: {
    httpStatus: null,
    meaning: 'The target did not answer GET /health with 200.',
    remedy: 'Start the server first and check the port: curl -i URL/health',
  },
  ERR_FAULT_ROWS: {
    httpStatus: null,
    meaning: 'None of the strategies that were named can be tried by the fault table.',
    remedy: 'Name others, or none for all that can be tried: npm run faults -- --strategy blocking,job-queue',
  },
  ERR_OUT: {
    httpStatus: null,
    meaning: 'The folder for the run cannot be used.',
    remedy: 'Choose another --out, or leave it out.',
  },
  ERR_PORT_IN_USE: {
    httpStatus: null,
    meaning: 'Another process listens on this port.',
    remedy: 'Choose another --port, or 0 for any free one.',
  },
  ERR_SERVER_START: {
    httpStatus: null,
    meaning: 'A server process ended or stayed silent before it was ready.',
    remedy: 'Start it by hand to see why: npm run serve -- --strategy NAME',
  },
  ERR_SERVER_EXITED: {
    httpStatus: null,
    meaning: 'A server process ended in the middle of a trial, which voids the trial.',
    remedy: 'The message has its exit code or signal. To see more, start it by hand: npm run serve -- --strategy NAME',
  },
  ERR_ANSWER_WRONG: {
    httpStatus: null,
    meaning: 'An answer differs from the task’s own, which voids the trial: fast and wrong is not fast.',
    remedy: 'GET /openapi.json says how each task computes; --no-verify measures anyway.',
  },
  ERR_LOAD_DESYNC: {
    httpStatus: null,
    meaning: 'The load generator lost track of which response answers which request, which voids the trial.',
    remedy: 'A server that closes connections after a reply causes it; let it keep them alive.',
  },
  ERR_LOAD_CONSERVATION: {
    httpStatus: null,
    meaning: 'Requests sent are not the sum of answers, errors and those still under way, which voids the trial.',
    remedy: 'The server drops connections under load: look at its log, or press it less with --clients.',
  },
  ERR_SENDER_EXITED: {
    httpStatus: null,
    meaning: 'A load generator process ended or stayed silent, which voids the trial.',
    remedy: 'Run npm run selftest; if the machine is free and it happens again, please report it.',
  },
  ERR_CALIBRATION: {
    httpStatus: null,
    meaning: 'The bare task could not be timed before the run.',
    remedy: 'Read the message; try another --task or --input.',
  },
  ERR_CAPACITY: {
    httpStatus: null,
    meaning: 'No target did any heavy work, so rates cannot be chosen as shares of what they can do.',
    remedy: 'Read the message, or name the rates: --heavy-rate 10,20',
  },
  ERR_SENTINEL: {
    httpStatus: null,
    meaning: 'The server that does nothing, asked between rounds, did not answer.',
    remedy: 'Nothing to do: the run goes on without this gate. If it happens twice, please report it.',
  },
  ERR_RECORD_MISSING: {
    httpStatus: null,
    meaning: 'There is no record at this place.',
    remedy: 'Name a record.json or the folder of a run; npm run report -- --gallery lists those kept.',
  },
  ERR_RECORD_UNREADABLE: {
    httpStatus: null,
    meaning: 'The record is there, but cannot be read.',
    remedy: 'Check its permissions.',
  },
  ERR_RECORD_JSON: {
    httpStatus: null,
    meaning: 'The record is not JSON, or was cut off.',
    remedy: 'Name another file, or measure again: npm run bench',
  },
  ERR_RECORD_VERSION: {
    httpStatus: null,
    meaning: 'The record has a format version that this holdup does not know.',
    remedy: 'Update holdup (git pull && npm ci), or use the version that made the record.',
  },
  ERR_RECORD_INVALID: {
    httpStatus: null,
    meaning: 'The record breaks its schema, or contradicts itself.',
    remedy: 'The message names the place; stats/record.schema.json has the rules.',
  },
  ERR_REPORT_UNWRITABLE: {
    httpStatus: null,
    meaning: 'The report cannot be written to this folder.',
    remedy: 'Choose another --out.',
  },
  ERR_COMPARE_MISMATCH: {
    httpStatus: null,
    meaning: 'The two runs come from unlike machines, runtimes or scenarios, or one of them failed its self-test.',
    remedy: 'Measure both alike; --allow-mismatch compares them all the same.',
  },
  ERR_FAIL_ON: {
    httpStatus: null,
    meaning: 'A --fail-on is no expression, or names what the run does not have.',
    remedy: "Type TARGET.STREAM.METRIC > LIMIT, such as --fail-on 'thread-pool.neighbour-warm.p99 > 20ms'.",
  },
  ERR_INTERRUPTED: {
    httpStatus: null,
    meaning: 'Ctrl-C or SIGTERM ended the run; what was measured until then is kept.',
    remedy: 'npm run report shows the partial record.',
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;

/** An error with a code from ERRORS. It crosses threads and processes as `{ code, message }`, never as an instance. */
export class HarnessError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'HarnessError';
    this.code = code;
  }
}

/** How an error travels: nothing of it but its code and message. */
export interface ErrorReport {
  readonly code: ErrorCode;
  readonly message: string;
}

/** Anything thrown, as code and message; `fallback` names what was going on when it is not one of ours. */
export function errorReport(thrown: unknown, fallback: ErrorCode = 'ERR_INTERNAL'): ErrorReport {
  if (thrown instanceof HarnessError) return { code: thrown.code, message: thrown.message };
  return { code: fallback, message: thrown instanceof Error ? thrown.message : String(thrown) };
}
