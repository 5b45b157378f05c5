import { stallsOf } from '../../reports/charts/stalls.ts';
import { STALL_MS } from '../../stats/summary.ts';
import { formatMs } from '../../stats/units.ts';
import type { Probe } from './measure.ts';

/** Together with its name it fits a terminal of 80 columns. */
const MAX_BEATS = 64;
/** With the length of the longest silence behind it. */
const MAX_BEATS_BESIDE = 44;
const MIN_BEAT_MS = 20;
const NAME = 'health ';

/** The longest wait of those who were due from `fromMs` up to `toMs`; 0 when nobody was. */
export const worstMs = (probes: readonly Probe[], fromMs = -Infinity, toMs = Infinity): number =>
  probes.reduce((worst, { dueMs, waitMs }) => (dueMs >= fromMs && dueMs < toMs ? Math.max(worst, waitMs) : worst), 0);

/** Share of those who waited longer than STALL_MS, 0..1. */
export function slowShare(probes: readonly Probe[]): number {
  const busy = probes.filter(({ dueMs }) => dueMs >= 0);
  return busy.length === 0 ? 0 : busy.filter(({ waitMs }) => waitMs > STALL_MS).length / busy.length;
}

/**
 * "health |||||........482 ms silent........||||": a bar for each stretch in which neighbours were answered, a dot for each
 * in which they were held up.
 */
export function heartbeatText(probes: readonly Probe[], name = NAME, maxBeats = MAX_BEATS): string {
  const first = probes[0]?.dueMs ?? 0;
  const last = probes.at(-1)?.dueMs ?? 0;
  const beatMs = Math.max(MIN_BEAT_MS, (last - first) / maxBeats);
  const beats = Array.from({ length: Math.max(1, Math.round((last - first) / beatMs)) }, () => '|');
  const indexOf = (atMs: number): number => Math.min(beats.length, Math.max(0, Math.round((atMs - first) / beatMs)));
  const stalls = stallsOf(probes.map(({ dueMs, waitMs }) => [dueMs / 1_000, waitMs] as const));
  for (const { fromMs, toMs } of stalls) beats.fill('.', indexOf(fromMs), Math.max(indexOf(fromMs) + 1, indexOf(toMs)));
  const [longest] = stalls.toSorted((a, b) => b.waitMs - a.waitMs);
  if (longest === undefined) return `${name}${beats.join('')}`;
  const from = indexOf(longest.fromMs);
  const room = indexOf(longest.toMs) - from;
  const label = `${formatMs(longest.waitMs)} silent`;
  if (room < label.length + 2) {
    if (beats.length > MAX_BEATS_BESIDE) return heartbeatText(probes, name, MAX_BEATS_BESIDE);
    return `${name}${beats.join('')}  longest silence ${formatMs(longest.waitMs)}`;
  }
  beats.splice(from + ((room - label.length) >> 1), label.length, label);
  return `${name}${beats.join('')}`;
}
