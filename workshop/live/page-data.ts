import { readFile } from 'node:fs/promises';
import { seriesStyles } from '../../reports/series-style.ts';
import { explanationOf } from './explanations.ts';
import type { Explanation, LiveLane } from './wire.ts';

const SHOWN_LINE_COUNT = 12;

/** A lane as it was chosen. */
export interface ChosenLane {
  readonly name: string;
  readonly strategyName: string;
  readonly summary: string;
}

/** @throws {RangeError} when the line does not stand there exactly once: the explanation is of another version */
function excerpt(text: string, line: string): Explanation['lines'] {
  const lines = text.split('\n');
  const places = lines.flatMap((one, index) => (one.includes(line) ? [index] : []));
  const [place] = places;
  if (place === undefined || places.length > 1)
    throw new RangeError(`Cannot explain by "${line}": found ${places.length} times`);
  const first = Math.max(0, Math.min(place - SHOWN_LINE_COUNT / 2, lines.length - 1 - SHOWN_LINE_COUNT));
  return lines
    .slice(first, first + SHOWN_LINE_COUNT)
    .map((one, index) => ({ text: one, lineNumber: first + index + 1, isCulprit: first + index === place }));
}

/** How each lane looks, and what is told after its runs: with the code that ran, read from its own file. */
export async function lanesOfPage(chosen: readonly ChosenLane[]): Promise<readonly LiveLane[]> {
  const styles = seriesStyles(chosen.map(({ name }) => name));
  return Promise.all(
    chosen.map(async ({ name, strategyName, summary }) => {
      const { line, filePath, ...told } = explanationOf(strategyName, summary);
      const text = await readFile(new URL(`../../servers/${filePath}`, import.meta.url), 'utf8');
      const { color = '--series-grey', dash = [] } = styles.get(name) ?? {};
      const explanation = { ...told, filePath: `servers/${filePath}`, lines: excerpt(text, line) };
      return { name, color, dash, explanation };
    }),
  );
}
