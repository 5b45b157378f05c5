import { type PageElement, type PageKey, document } from './dom.ts';
import type { PictureTab } from './page-data.ts';

/**
 * The views of one picture as tabs: arrow keys, Home and End move between them and show at once. Runs in the page.
 *
 * @see https://www.w3.org/WAI/ARIA/apg/patterns/tabs/
 */
export interface Tabs {
  show(viewName: string): void;
}

/** Which tab a key leads to; null: it is no key of tabs. */
function tabIndexAfter(key: string, index: number, tabCount: number): number | null {
  if (key === 'Home') return 0;
  if (key === 'End') return tabCount - 1;
  if (key === 'ArrowRight') return (index + 1) % tabCount;
  if (key === 'ArrowLeft') return (index + tabCount - 1) % tabCount;
  return null;
}

function tabButton(chartName: string, { name, label }: PictureTab, panel: PageElement): PageElement {
  const button = document.createElement('button');
  for (const [attribute, value] of [
    ['type', 'button'],
    ['role', 'tab'],
    ['id', `${chartName}-tab-${name}`],
    ['aria-controls', panel.id],
  ] as const)
    button.setAttribute(attribute, value);
  button.textContent = label;
  return button;
}

/**
 * Puts the tabs above the picture.
 *
 * @param choose is told of each choice, and has to `show()` it
 */
export function openTabs(
  chartName: string,
  views: readonly PictureTab[],
  panel: PageElement,
  choose: (viewName: string) => void,
): Tabs {
  panel.setAttribute('id', `${chartName}-picture`);
  panel.setAttribute('role', 'tabpanel');
  const list = document.createElement('div');
  list.className = 'tabs';
  list.setAttribute('role', 'tablist');
  list.setAttribute('aria-label', 'Views of this picture');
  const buttons = views.map((view) => tabButton(chartName, view, panel));
  for (const [index, button] of buttons.entries()) {
    button.addEventListener('click', () => {
      choose(views[index]?.name ?? '');
    });
    button.addEventListener('keydown', (event: PageKey) => {
      const next = tabIndexAfter(event.key, index, views.length);
      if (next === null || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      choose(views[next]?.name ?? '');
      buttons[next]?.focus();
    });
  }
  list.append(...buttons);
  panel.before(list);
  return {
    show(viewName) {
      for (const [index, button] of buttons.entries()) {
        const isShown = views[index]?.name === viewName;
        button.setAttribute('aria-selected', String(isShown));
        button.tabIndex = isShown ? 0 : -1;
        if (isShown) panel.setAttribute('aria-labelledby', button.id);
      }
    },
  };
}
