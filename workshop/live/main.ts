import { randomInt } from 'node:crypto';
import { networkInterfaces } from 'node:os';
import process from 'node:process';
import { Command } from 'commander';
import open from 'open';
import { interruption, tellBelow } from '../../bench/interruption.ts';
import { runCommand } from '../../bench/command.ts';
import { commandWords } from '../../bench/command-text.ts';
import { describeMachine } from '../../bench/machine.ts';
import { findMeans, planSetup, serverLauncher } from '../../bench/setup.ts';
import { chooseForTask } from '../../bench/strategy-choice.ts';
import { parseArguments, wholeNumber } from '../../servers/arguments.ts';
import { HarnessError } from '../../servers/errors.ts';
import { Conductor, LIVE_TASK } from './conductor.ts';
import { type ChosenLane, lanesOfPage } from './page-data.ts';
import { livePage } from './page-html.ts';
import { liveServer } from './server.ts';
import { Visitors } from './visitors.ts';

const LANES = ['blocking', 'async-cpu', 'yielding', 'background', 'thread-pool', 'cluster'];
/** A class on one machine: a longer task would keep it from the next click. */
const TASK_MS = { min: 50, max: 2_000, default: 400 };
const PARENT_CHECK_MS = 1_000;

interface LiveOptions {
  readonly port: number;
  readonly strategy?: readonly string[];
  readonly taskMs: number;
  readonly host: string;
  readonly open?: true;
}

const WHAT = `Serves a page that shows, for one real server per strategy, how long others wait while it works. Press a button
on the page, and watch the heartbeats of everybody else.`;

const EXAMPLES = `
Examples:
  npm run live                                         six strategies, on this machine only
  npm run live -- --strategy blocking,thread-pool --task-ms 800
  npm run live -- --host 0.0.0.0                       for a class on the same network, with a join code

Exit codes: 0 ended by Ctrl-C, 1 holdup itself failed, 2 the command cannot be carried out.`;

function readOptions(argv: readonly string[]): LiveOptions {
  const command = new Command('npm run live --')
    .description(WHAT)
    .addHelpText('after', EXAMPLES)
    .option('--port <number>', '0 for any free port', wholeNumber({ min: 0, max: 65_535 }), 4_100)
    .option(
      '--strategy <names>',
      `comma-separated; npm run list tells them (default: ${LANES.join(',')})`,
      (text: string) => text.split(',').map((name) => name.trim()),
    )
    .option('--task-ms <ms>', 'how long one task takes', wholeNumber(TASK_MS), TASK_MS.default)
    .option('--host <address>', 'an address of this machine that others reach; asks them for a join code', '127.0.0.1')
    .option('--open', 'open the page in the browser');
  parseArguments(command, argv);
  return command.opts<LiveOptions>();
}

/** @throws {HarnessError} ERR_STRATEGY_UNKNOWN, ERR_TASK_UNSUPPORTED, ERR_TARGET_NONE */
async function chosenLanes({ strategy = LANES }: LiveOptions, workerCount: number): Promise<readonly ChosenLane[]> {
  const targets = await chooseForTask(strategy, LIVE_TASK, workerCount);
  const lanes = targets.flatMap((target) => (target.kind === 'strategy' ? [target] : []));
  if (lanes.length > 0) return lanes;
  throw new HarnessError('ERR_TARGET_NONE', 'Cannot show a page without lanes: --strategy names none');
}

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || host.startsWith('127.');

/** What others type, where the page listens on every address. */
function shownHost(host: string): string {
  if (host !== '0.0.0.0' && host !== '::') return host.includes(':') ? `[${host}]` : host;
  const outer = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal);
  return outer?.address ?? '127.0.0.1';
}

/** @throws {HarnessError} ERR_PORT_IN_USE, ERR_USAGE */
function listenError(error: NodeJS.ErrnoException, { port, host }: LiveOptions): HarnessError {
  if (error.code === 'EADDRINUSE')
    return new HarnessError('ERR_PORT_IN_USE', `Cannot listen on port ${port} as another process does`, {
      cause: error,
    });
  return new HarnessError('ERR_USAGE', `Cannot listen on ${host}:${port}: ${error.message}`, { cause: error });
}

/** What shows the same again; where it listens is its own affair. */
function commandOf({ strategy = [], taskMs }: LiveOptions): string {
  const named = strategy.length === 0 ? [] : ['--strategy', strategy.join(',')];
  return ['npm run live --', ...commandWords([...named, '--task-ms', String(taskMs)])].join(' ');
}

function tellWhere(address: string, joinCode: string): void {
  const first = `${address}  Open it, say what you expect, and press a number key. Ctrl-C here ends everything.\n`;
  const join = joinCode === '' ? '' : `Join code: ${joinCode}  Whoever reaches this address needs it once.\n`;
  process.stdout.write(`${first}${join}`);
}

/** Ends with the process that started this one, however that ended. */
function watchParent(end: (why: Error) => void): NodeJS.Timeout {
  const parentId = process.ppid;
  return setInterval(() => {
    if (process.ppid !== parentId) end(new Error('its parent ended'));
  }, PARENT_CHECK_MS);
}

/** @returns an abort signal for every way to end this command; nothing is lost by it, so none is an error */
function endings(): AbortSignal {
  const interrupted = interruption({
    what: 'live page',
    texts: () => ({ first: 'Ending the servers', second: 'Stopped at once' }),
    tell: tellBelow,
  });
  const ending = new AbortController();
  const end = (why: unknown): void => ending.abort(why);
  const timer = watchParent(end);
  timer.unref();
  process.once('SIGHUP', () => end(new Error('its terminal was closed')));
  process.once('disconnect', () => end(new Error('its parent ended')));
  return AbortSignal.any([interrupted, ending.signal]);
}

async function main(argv: readonly string[]): Promise<number> {
  const options = readOptions(argv);
  const machine = await describeMachine();
  const setup = planSetup(machine, 'auto', await findMeans());
  const workerCount = setup.serverCoreCount;
  const chosen = await chosenLanes(options, workerCount);
  const data = {
    lanes: await lanesOfPage(chosen),
    coreCount: machine.availableCoreCount,
    nodeVersion: machine.nodeVersion,
    command: commandOf(options),
  };
  const joinCode = isLoopback(options.host) ? '' : String(randomInt(100_000, 1_000_000));
  const signal = endings();
  await using conductor = new Conductor({
    lanes: chosen,
    taskMs: options.taskMs,
    workerCount,
    launcher: serverLauncher(setup),
  });
  const laneNames = chosen.map(({ name }) => name);
  const app = liveServer({ conductor, laneNames, visitors: new Visitors(joinCode), html: await livePage(data) });
  await using _closing = { [Symbol.asyncDispose]: async () => app.close() };
  await app.listen({ port: options.port, host: options.host }).catch((error: NodeJS.ErrnoException) => {
    throw listenError(error, options);
  });
  const bound = app.server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : options.port;
  const address = `http://${shownHost(options.host)}:${port}/`;
  tellWhere(address, joinCode);
  // Whoever opens it here has the code already.
  if (options.open === true) await open(joinCode === '' ? address : `${address}?code=${joinCode}`).catch(() => {});
  const ended = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => ended.resolve());
  // Ended while it was timing the task: that is no failure either.
  const starting = conductor.start(signal).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
  const askerEnd = conductor.askerEnded.then((how) => {
    if (!signal.aborted) throw new HarnessError('ERR_SENDER_EXITED', `The process that asks the servers ended: ${how}`);
  });
  await Promise.race([ended.promise, Promise.all([starting, askerEnd, ended.promise])]);
  return 0;
}

await runCommand(main);
