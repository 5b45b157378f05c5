/**
 * Sorting of the tables at a glance. Runs in the page with its types stripped; see `page-script.ts`. Without scripts the
 * heads are plain text, and the rows stand in the order in which the targets were given.
 */
interface SortElement {
  textContent: string;
  title: string;
  type: string;
  className: string;
  readonly dataset: Record<string, string | undefined>;
  setAttribute(name: string, value: string): void;
  removeAttribute(name: string): void;
  replaceChildren(...children: readonly SortElement[]): void;
  append(...children: readonly SortElement[]): void;
  addEventListener(type: 'click', listener: () => void): void;
  querySelector(selector: string): SortElement | null;
  querySelectorAll(selector: string): Iterable<SortElement>;
}

declare const document: {
  createElement(name: 'button'): SortElement;
  querySelectorAll(selector: string): Iterable<SortElement>;
};

/** `column` is the `data-column` of a head: the same in the tables of all levels, which are sorted together. */
export interface SortState {
  readonly column: string;
  readonly isDescending: boolean;
}

interface SortColumn {
  readonly name: string;
  /** As it is read aloud: "warm neighbour waits, p99". */
  readonly label: string;
  /** Whether the best number is the largest one. */
  readonly isBestHigh: boolean;
}

const columnOf = ({ dataset }: SortElement): SortColumn => ({
  name: dataset['column'] ?? '',
  label: dataset['label'] ?? '',
  isBestHigh: dataset['best'] === 'high',
});

/** The first click shows the best first, the second the worst, the third the order of the run again. */
function nextState({ name, isBestHigh }: SortColumn, state: SortState | null): SortState | null {
  if (state?.column !== name) return { column: name, isDescending: isBestHigh };
  return state.isDescending === isBestHigh ? { column: name, isDescending: !isBestHigh } : null;
}

/** What has no number ("n/a", "unstable", "void") is last whichever way the others stand. */
function compareValues(first: number, second: number, isDescending: boolean): number {
  if (Number.isNaN(first) || Number.isNaN(second)) return Number(Number.isNaN(first)) - Number(Number.isNaN(second));
  return isDescending ? second - first : first - second;
}

/** `rows` in the order of the run: those that are equal stay in it. */
function sortedRows(rows: readonly SortElement[], state: SortState | null): readonly SortElement[] {
  if (state === null) return rows;
  const valueOf = (row: SortElement): number => {
    for (const { dataset } of row.querySelectorAll('[data-value]'))
      if (dataset['of'] === state.column) return Number(dataset['value'] || Number.NaN);
    return Number.NaN;
  };
  const values = new Map(rows.map((row) => [row, valueOf(row)]));
  return rows.toSorted((a, b) => compareValues(values.get(a) ?? NaN, values.get(b) ?? NaN, state.isDescending));
}

const orderText = (isBestHigh: boolean, isDescending: boolean): string =>
  isBestHigh === isDescending ? 'best first' : 'worst first';

/** What one more click does, and how the column stands now. */
function tellHead(head: SortElement, column: SortColumn, state: SortState | null): void {
  const next = nextState(column, state);
  const button = head.querySelector('button');
  if (button !== null)
    button.title =
      next === null ? 'Back to the order of the run' : `Sort, ${orderText(column.isBestHigh, next.isDescending)}`;
  if (state?.column !== column.name) head.removeAttribute('aria-sort');
  else head.setAttribute('aria-sort', state.isDescending ? 'descending' : 'ascending');
}

function tellStatus(columns: readonly SortColumn[], state: SortState | null): void {
  const sorted = columns.find(({ name }) => name === state?.column);
  for (const status of document.querySelectorAll('[data-sort-status]'))
    status.textContent =
      sorted === undefined || state === null
        ? ''
        : `Sorted by ${sorted.label}, ${orderText(sorted.isBestHigh, state.isDescending)}.`;
}

/**
 * Makes the heads buttons.
 *
 * @param listener is told of each click, not of `apply()`; null: the order of the run
 */
export function sortableTables(listener: (state: SortState | null) => void): { apply(state: SortState | null): void } {
  const tables = [...document.querySelectorAll('table[data-sortable]')].flatMap((table) => {
    const body = table.querySelector('tbody');
    const heads = [...table.querySelectorAll('th[data-column]')];
    return body === null ? [] : [{ body, heads, rows: [...body.querySelectorAll('tr')] }];
  });
  const columns = tables.flatMap(({ heads }) => heads.map(columnOf));
  let shown: SortState | null = null;
  const show = (state: SortState | null): void => {
    // A fragment may name a column that this report does not have.
    shown = columns.some(({ name }) => name === state?.column) ? state : null;
    for (const { body, heads, rows } of tables) {
      body.replaceChildren(...sortedRows(rows, shown));
      for (const head of heads) tellHead(head, columnOf(head), shown);
    }
    tellStatus(columns, shown);
  };
  for (const head of tables.flatMap(({ heads }) => heads)) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'sort';
    button.textContent = head.textContent;
    button.addEventListener('click', () => {
      show(nextState(columnOf(head), shown));
      listener(shown);
    });
    head.replaceChildren(button);
  }
  show(null);
  return { apply: show };
}
