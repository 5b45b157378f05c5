/** `total` and `max` are of the records that have the measure; `max` is null when none has. */
export type GroupReport = {
  readonly group: string;
  readonly recordCount: number;
  readonly measuredCount: number;
  readonly total: number;
  readonly max: number | null;
};

export const emptyGroup = (group: string): GroupReport => ({
  group,
  recordCount: 0,
  measuredCount: 0,
  total: 0,
  max: null,
});

/** @param measure null when the record has none: it is counted, but not measured */
export function withRecord(known: GroupReport, measure: number | null): GroupReport {
  const recordCount = known.recordCount + 1;
  if (measure === null) return { ...known, recordCount };
  return {
    group: known.group,
    recordCount,
    measuredCount: known.measuredCount + 1,
    total: known.total + measure,
    max: known.max === null ? measure : Math.max(known.max, measure),
  };
}

/** Those with the most records first; of equally many, by name in the order of UTF-16 code units. */
export function largestGroups(groups: Iterable<GroupReport>, groupCount: number): readonly GroupReport[] {
  const bySize = (a: GroupReport, b: GroupReport) => b.recordCount - a.recordCount || (a.group < b.group ? -1 : 1);
  return [...groups].sort(bySize).slice(0, groupCount);
}
