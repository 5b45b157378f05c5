import { isHeavy } from '../phases.ts';
import type { RecordedScenario, RunRecord } from '../record.ts';

/** Why two records must not be compared without a second thought. */
export interface Mismatch {
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

type Load = RecordedScenario['streams'][number]['load'];

function loadText(load: Load): string {
  switch (load.kind) {
    case 'closed':
      return `${load.clientCount} clients`;
    case 'open':
      return `${load.arrivalsPerSecond}/s ${load.spacing}`;
    case 'burst':
      return `${load.requestCount} requests ${load.everyMs} ms apart`;
    default:
      return load satisfies never;
  }
}

const patienceText = (leaveAfterMs: number | undefined): string =>
  leaveAfterMs === undefined ? '' : ` leaving after ${leaveAfterMs} ms`;

function loadsText({ streams, levels }: RecordedScenario): string {
  const own = streams
    .filter((stream) => levels === undefined || !isHeavy(stream))
    .map(
      ({ name, load, connections, leaveAfterMs }) =>
        `${name} ${loadText(load)} ${connections}${patienceText(leaveAfterMs)}`,
    );
  return [...own, ...(levels ?? []).map(({ name, load }) => `level ${name} ${loadText(load)}`)].join(', ');
}

const workText = ({ streams }: RecordedScenario): string =>
  streams.flatMap(({ ask }) => (ask.kind === 'task' ? `${ask.taskName} ${JSON.stringify(ask.input)}` : [])).join(', ');

/** Whatever must be the same for two figures to differ by the code alone. */
const CONDITIONS: Readonly<Record<string, (record: RunRecord) => string>> = {
  CPU: ({ machine }) => machine.cpuModel,
  'available cores': ({ machine }) => String(machine.availableCoreCount),
  'Node.js': ({ machine }) => machine.nodeVersion.replace(/^(v\d+)\..*$/u, '$1'),
  scenario: ({ scenario }) => scenario.name,
  loads: ({ scenario }) => loadsText(scenario),
  'heavy work': ({ scenario }) => workText(scenario),
  phases: ({ scenario: { quietMs, loadMs, recoveryMs, timeoutMs } }) =>
    `quiet ${quietMs}, load ${loadMs}, recovery ${recoveryMs}, timeout ${timeoutMs} ms`,
  workers: ({ workerCount }) => String(workerCount),
  'quick run': ({ isQuick }) => (isQuick ? 'yes' : 'no'),
  'sender mode': ({ setup }) => setup?.senderMode ?? 'unknown',
};

const selfTestText = ({ selfTest }: RunRecord): string =>
  selfTest === undefined ? 'not run' : selfTest.isPassed ? 'passed' : 'failed';

/** What differs between the conditions of two runs, and whose self-test failed. */
export function mismatchesOf(before: RunRecord, after: RunRecord): Mismatch[] {
  const unlike = Object.entries(CONDITIONS)
    .map(([what, textOf]) => ({ what, before: textOf(before), after: textOf(after) }))
    .filter((condition) => condition.before !== condition.after);
  const tests = { what: 'self-test', before: selfTestText(before), after: selfTestText(after) };
  return tests.before === 'failed' || tests.after === 'failed' ? [...unlike, tests] : unlike;
}

export const mismatchText = ({ what, before, after }: Mismatch): string => `${what}: ${before} before, ${after} after`;
