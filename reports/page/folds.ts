import { type PageElement, document } from './dom.ts';

/** The tables that fold away. They are open in the file, for those who read it without scripts. Runs in the page. */
export interface Folds {
  /** Keys of those that are open. */
  opened(): readonly string[];
  show(opened: readonly string[]): void;
  /** All of them, for paper; the answer folds them as they were. */
  openAll(): () => void;
  /** Those that an element stands in: what is folded away cannot be scrolled to. */
  reveal(element: PageElement): void;
}

/** The id of the part that a fold stands in, and which of several there it is: "faults", "faults.2". */
function keysOf(details: readonly PageElement[]): Map<PageElement, string> {
  const counts = new Map<string, number>();
  return new Map(
    details.map((element) => {
      const id = element.closest('[id]')?.id ?? '';
      const count = (counts.get(id) ?? 0) + 1;
      counts.set(id, count);
      return [element, count === 1 ? id : `${id}.${count}`];
    }),
  );
}

/** @param listener is told whenever one is opened or closed, by whomever */
export function openFolds(listener: () => void): Folds {
  const details = [...document.querySelectorAll('details')];
  const keys = keysOf(details);
  for (const element of details) element.addEventListener('toggle', listener);
  const show = (opened: readonly string[]): void => {
    for (const [element, key] of keys) element.open = opened.includes(key);
  };
  const opened = (): string[] => [...keys].flatMap(([element, key]) => (element.open ? [key] : []));
  return {
    opened,
    show,
    openAll() {
      const before = opened();
      for (const element of details) element.open = true;
      return () => show(before);
    },
    reveal(element) {
      for (let fold = element.closest('details'); fold !== null; fold = fold.parentElement?.closest('details') ?? null)
        fold.open = true;
    },
  };
}
