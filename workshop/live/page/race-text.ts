import type { RunSight } from '../wire.ts';
import { lengthText } from './model.ts';

/** What came of a race, in words. Runs in the page with its types stripped. */
/** Times this near each other are no order: one race is one sample of each. */
const NEAR_SHARE = 0.1;

export const raceLabel = ({ silentMs, lastReplyMs }: RunSight): string =>
  `neighbours waited up to ${lengthText(silentMs)}, last reply after ${lengthText(lastReplyMs)}`;

const listText = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;

/** Runs whose last replies came about together, the first ones first. */
function groupsOf(runs: readonly RunSight[]): RunSight[][] {
  const groups: RunSight[][] = [];
  for (const run of runs.toSorted((a, b) => a.lastReplyMs - b.lastReplyMs)) {
    const group = groups.at(-1);
    const firstMs = group?.[0]?.lastReplyMs ?? 0;
    if (group === undefined || run.lastReplyMs > firstMs * (1 + NEAR_SHARE)) groups.push([run]);
    else group.push(run);
  }
  return groups;
}

function groupText(group: readonly RunSight[]): string {
  const [fastest, slowest] = [group[0]?.lastReplyMs ?? 0, group.at(-1)?.lastReplyMs ?? 0];
  const from = lengthText(fastest);
  const to = lengthText(slowest);
  const names = listText(group.map(({ laneName }) => laneName));
  return `${names} after ${from === to ? from : `${from} to ${to}`}${group.length > 1 ? ' (too near to tell apart)' : ''}`;
}

/** The order in which the lanes were through, in sentences; empty without a race. @param runs all of one race */
export function raceText(runs: readonly RunSight[]): string {
  if (runs.length === 0) return '';
  const over = runs.filter(({ state }) => state === 'ended');
  const full = over.filter(({ doneCount, jobCount }) => doneCount === jobCount);
  if (over.length < runs.length) {
    const stopped = runs.filter(({ state }) => state === 'stopped').length;
    const left = stopped === 0 ? '' : `, ${stopped} stopped`;
    return `${over.length} of ${runs.length} lanes are through${left}.`;
  }
  const [first, ...others] = groupsOf(full).map(groupText);
  if (first === undefined) return 'No lane did all of its jobs.';
  const order = [`First ${first}`, ...others.map((text) => `then ${text}`)].join('; ');
  const bySilence = over.toSorted((a, b) => a.silentMs - b.silentMs);
  const [calm, silent] = [bySilence[0], bySilence.at(-1)];
  const neighbours =
    calm === undefined || silent === undefined || over.length < 2
      ? ''
      : ` A neighbour waited up to ${lengthText(calm.silentMs)} at ${calm.laneName}, up to ${lengthText(silent.silentMs)} at ${silent.laneName}.`;
  const short = over
    .filter((run) => !full.includes(run))
    .map((one) => `${one.laneName} (${one.doneCount} of ${one.jobCount})`);
  return `${order}.${neighbours}${short.length === 0 ? '' : ` Not all jobs were done: ${listText(short)}.`}`;
}
