import { readFile, readdir } from 'node:fs/promises';
import { structuredPatch } from 'diff';
import type { Pen } from '../../reports/terminal-pen.ts';

const CONTEXT_LINES = 2;

const COLORS = { '-': 'red', '+': 'green' } as const;

const paintLine = (line: string, { paint, plain }: Pen): string => {
  const mark = line[0];
  return mark === '-' || mark === '+' ? paint(COLORS[mark], plain(line)) : plain(line);
};

const textOf = async (file: URL): Promise<string> => readFile(file, 'utf8').catch(() => '');

/** File by file: "-" is the learner's line, "+" is ours. Folders end with '/'. */
export async function comparedLines({
  mine,
  ours,
  pen,
}: {
  readonly mine: URL;
  readonly ours: URL;
  readonly pen: Pen;
}): Promise<string[]> {
  const names = (await readdir(ours)).toSorted();
  const files = await Promise.all(
    names.map(async (name) => {
      const [before, after] = await Promise.all([textOf(new URL(name, mine)), textOf(new URL(name, ours))]);
      const { hunks } = structuredPatch(name, name, before, after, '', '', { context: CONTEXT_LINES });
      const heading = pen.paint('bold', `${name}: - yours, + ours`);
      if (hunks.length === 0) return [pen.paint('bold', `${name}: the same`), ''];
      return [
        heading,
        ...hunks.flatMap(({ oldStart, lines }) => [
          `line ${oldStart}`,
          ...lines.filter((line) => !line.startsWith('\\')).map((line) => paintLine(line, pen)),
        ]),
        '',
      ];
    }),
  );
  return files.flat();
}
