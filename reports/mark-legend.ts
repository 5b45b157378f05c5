import type { Glance, GlanceMark } from './glance.ts';

type Sign = Exclude<GlanceMark, ''>;

/** What the marks that stand in the tables mean; names in it are raw text. */
export function markLegend(glances: readonly Glance[]): readonly (readonly [sign: Sign, meaning: string])[] {
  const marks = new Set(glances.flatMap(({ rows }) => rows.flatMap(({ cells }) => cells.map(({ mark }) => mark))));
  const referenceName = glances.find((glance) => glance.referenceName !== '')?.referenceName ?? '';
  const meanings: readonly (readonly [Sign, string])[] = [
    ['~', `no difference was shown from ${referenceName}.`],
    ['≈', `the difference from ${referenceName} is too small to matter.`],
  ];
  return meanings.filter(([sign]) => marks.has(sign));
}
