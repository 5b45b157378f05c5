import type { Report } from '../format.ts';
import { type Glance, type GlanceCell, type GlanceColumn, type GlanceRow, glancesOf } from '../glance.ts';
import { toldNeighbour } from '../../stats/phases.ts';
import { escapeHtml } from './escape-html.ts';
import { markSvg } from './mark-svg.ts';
import { type PageSection, pageSection } from './section.ts';
import { SERVICE_LEGEND, serviceBar } from './service-bar.ts';
import { type SpotScale, spotScale, spotSvg } from './spot-svg.ts';

/** All that the tables of a page share. */
interface Sheet {
  /** One for each column; null where it has no picture. */
  readonly scales: readonly (SpotScale | null)[];
  /** "warm": of whom the bars are; null where there are no neighbours. */
  readonly neighbour: string | null;
}

const SERVICE_KEY = 'service';

function sheetOf(glances: readonly Glance[], { scenario }: Report['record']): Sheet {
  const rows = glances.flatMap((glance) => glance.rows);
  const columns = glances[0]?.columns ?? [];
  return {
    scales: columns.map((column, index) =>
      spotScale(
        column,
        rows.flatMap(({ cells }) => cells[index] ?? []),
      ),
    ),
    neighbour: toldNeighbour(scenario)?.connections ?? null,
  };
}

const noteHtml = (note: string): string => (note === '' ? '' : `<span class="note">${escapeHtml(note)}</span>`);

/** What the signs say to those who hear the table. */
const MARK_WORDS = { '~': 'no difference shown:', '≈': 'too small a difference to matter:' } as const;

const markHtml = (mark: GlanceCell['mark']): string =>
  mark === undefined || mark === ''
    ? ''
    : `<span class="alike" aria-hidden="true">${mark}</span><span class="unseen">${MARK_WORDS[mark]}</span> `;

function numberCell(cell: GlanceCell, { key, title }: GlanceColumn, picture: string): string {
  const { text, note, wideNote = note, sortValue, mark } = cell;
  const strong = title === 'p99' ? ' class="strong"' : '';
  return `<td${strong} data-of="${key}" data-value="${sortValue ?? ''}">${markHtml(mark)}${escapeHtml(text.replace('>= ', '≥ '))}${noteHtml(wideNote)}${picture}</td>`;
}

function serviceHtml({ service, serviceCell: { text, note, sortValue } }: GlanceRow): string {
  const picture = service === null || sortValue === null ? '' : serviceBar(service);
  return `<td data-of="${SERVICE_KEY}" data-value="${sortValue ?? ''}">${escapeHtml(text)}${noteHtml(note)}${picture}</td>`;
}

function rowHtml(row: GlanceRow, { columns }: Glance, { scales, neighbour }: Sheet): string {
  const { targetName, style, roundsText, cells } = row;
  const numbers = cells.map((cell, index) => {
    const column = columns[index];
    return column === undefined ? '' : numberCell(cell, column, spotSvg(cell, scales[index] ?? null, style));
  });
  const head = `<th scope="row"><span class="target">${markSvg(style)}<span>${escapeHtml(targetName)}${noteHtml(roundsText)}</span></span></th>`;
  return `<tr>${head}${neighbour === null ? '' : serviceHtml(row)}${numbers.join('')}</tr>`;
}

/** A script makes it a button. */
const titleHead = (key: string, title: string, label: string, best: GlanceColumn['best']): string =>
  `<th scope="col" data-column="${key}" data-label="${escapeHtml(label)}" data-best="${best}">${escapeHtml(title)}</th>`;

function headRows(columns: readonly GlanceColumn[], { neighbour }: Sheet): string {
  const groups = [...Map.groupBy(columns, ({ group }) => group)].map(
    ([group, members]) => `<th scope="colgroup" colspan="${members.length}">${escapeHtml(group)}</th>`,
  );
  const titles = columns.map(({ key, group, title, best }) => titleHead(key, title, `${group}, ${title}`, best));
  if (neighbour !== null) {
    groups.unshift(`<th scope="colgroup" colspan="1">${neighbour} neighbours</th>`);
    titles.unshift(titleHead(SERVICE_KEY, 'served', `${neighbour} neighbours, served well`, 'high'));
  }
  return `<tr><th rowspan="2" scope="col">target</th>${groups.join('')}</tr><tr>${titles.join('')}</tr>`;
}

function glanceTable(glance: Glance, sheet: Sheet): string {
  const { levelName, columns, rows } = glance;
  const body = rows.map((row) => rowHtml(row, glance, sheet)).join('');
  const name = levelName === '' ? '' : `<h3>${escapeHtml(levelName)}</h3>`;
  const label = levelName === '' ? 'At a glance' : `At a glance: ${levelName}`;
  return `${name}<div class="scroll" role="region" aria-label="${escapeHtml(label)}" tabindex="0"><table class="glance" data-sortable><thead>${headRows(columns, sheet)}</thead><tbody>${body}</tbody></table></div>`;
}

/** What the signs in the tables mean, as far as they are there. */
function legend(glances: readonly Glance[], { scales, neighbour }: Sheet): string {
  const marks = new Set(glances.flatMap(({ rows }) => rows.flatMap(({ cells }) => cells.map(({ mark }) => mark))));
  const referenceName = glances.find((glance) => glance.referenceName !== '')?.referenceName ?? '';
  const lines = [
    'Below a number: its interval, or n where requests are too few for it.',
    ...(scales.some((scale) => scale !== null)
      ? [
          'The dot is the number, the whisker its interval, on a scale that its column shares: logarithmic for times, from 0 for the others.',
        ]
      : []),
    ...(marks.has('~') ? [`~ no difference was shown from ${referenceName}.`] : []),
    ...(marks.has('≈') ? [`≈ the difference from ${referenceName} is too small to matter.`] : []),
    ...(neighbour === null ? [] : [SERVICE_LEGEND]),
  ];
  const items = lines.map((line) => `<li>${escapeHtml(line)}</li>`).join('');
  return `<ul class="muted legend">${items}<li><a href="#reading">How to read this</a></li></ul>`;
}

const expectation = ({ expect }: Report['record']['scenario']): string =>
  expect === undefined ? '' : `<br><strong>What to expect:</strong> ${escapeHtml(expect)}`;

export function glanceSection({ record, summary }: Report): PageSection {
  const glances = glancesOf(summary);
  const sheet = sheetOf(glances, record);
  return pageSection({
    id: 'glance',
    title: 'At a glance',
    body: `<p class="question">${escapeHtml(record.scenario.question)}${expectation(record.scenario)}</p>
${glances.map((glance) => glanceTable(glance, sheet)).join('\n')}
<p class="muted sorted" role="status" data-sort-status></p>
${legend(glances, sheet)}`,
  });
}
