/** What Linux tells in /proc/PID/stat; see man 5 proc_pid_stat. */
export interface ProcessStat {
  /** Z: it has ended, and nobody has read its end. */
  readonly state: string;
  readonly parentId: number;
  readonly groupId: number;
  /** CPU that it used, in steps of 10 ms. */
  readonly ownMs: number;
  /** The same of children whose end it has read, and of theirs. */
  readonly reapedMs: number;
  /** In ticks since the machine was started. With the id it names a process for good. */
  readonly startedAt: string;
}

/** Linux counts CPU in hundredths of a second for all programs, whatever the kernel's own clock. */
export const MS_PER_CPU_TICK = 10;

/** @param text of the file, not empty */
export function parseProcessStat(text: string): ProcessStat {
  // Behind the name, which is in parentheses and may hold anything.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const cpuMs = (first: number): number => (Number(fields[first]) + Number(fields[first + 1])) * MS_PER_CPU_TICK;
  return {
    state: fields[0] ?? '',
    parentId: Number(fields[1]),
    groupId: Number(fields[2]),
    ownMs: cpuMs(11),
    reapedMs: cpuMs(13),
    startedAt: fields[19] ?? '',
  };
}
