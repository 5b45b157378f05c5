import { parseArguments } from '../servers/arguments.ts';
import type { Json } from '../servers/task.ts';
import { benchCommand } from './bench-command.ts';
import type { CoresChoice } from './setup.ts';

/** The command line as typed, each value within its bounds; names are not looked up yet. */
export interface BenchOptions {
  readonly scenario: string;
  /** undefined: the telling ones, or the scenario's. */
  readonly strategy?: readonly string[];
  readonly all?: true;
  readonly target: readonly string[];
  /** A name, or the path of a file as it was typed. */
  readonly task?: string;
  readonly input?: Json;
  readonly taskMs?: number;
  readonly rounds?: number | 'auto';
  /** Minutes that `--rounds auto` may take. */
  readonly budget: number;
  readonly quick?: true;
  readonly duration?: number;
  readonly clients?: number;
  readonly heavyRate?: readonly number[];
  readonly arrivals?: 'poisson' | 'even';
  readonly neighbourRate?: number;
  readonly cores: CoresChoice;
  readonly workers?: number;
  readonly queueLimit: number;
  readonly taskTimeout?: number;
  readonly queue?: string;
  readonly seed?: number;
  readonly out?: string;
  readonly verify: boolean;
  readonly selfTest: boolean;
  readonly failOn: readonly string[];
  readonly baseline?: string;
  readonly allowMismatch?: true;
  readonly strict?: true;
  readonly allowRemote?: true;
  readonly json?: true;
  readonly csv?: true;
  readonly open?: true;
  readonly color: 'auto' | 'always' | 'never';
  readonly ascii?: true;
  /** A path as it was typed; false for no file. */
  readonly config?: string | false;
  readonly printConfig?: true;
}

/** What the flags alone say. @param argv the arguments alone @throws {HarnessError} ERR_USAGE */
export function readBenchOptions(argv: readonly string[]): BenchOptions {
  const command = benchCommand();
  parseArguments(command, argv);
  return command.opts<BenchOptions>();
}
