/** The script of slides.html, run in the browser with its types stripped; see `deck-page.ts`. In Node it does nothing. */

/** The browser, declared as far as this file uses it, since the rest of the project runs in Node. */
interface Element {
  readonly id: string;
  readonly dataset: Record<string, string | undefined>;
  toggleAttribute(name: string, isThere: boolean): void;
  scrollTo(x: number, y: number): void;
  scrollIntoView(options: { readonly block: 'center' }): void;
  requestFullscreen(): Promise<void>;
  addEventListener(type: 'click', listener: () => void): void;
}

interface Key {
  readonly key: string;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly target: { readonly tagName?: string };
  preventDefault(): void;
}

declare const document: {
  readonly documentElement: Element;
  readonly fullscreenElement: Element | null;
  exitFullscreen(): Promise<void>;
  querySelectorAll(selector: string): Iterable<Element>;
  addEventListener(type: 'keydown', listener: (key: Key) => void): void;
};
declare const window: {
  readonly location: { hash: string };
  readonly history: { replaceState(state: null, unused: '', url: string): void };
  matchMedia(query: string): { readonly matches: boolean };
  addEventListener(type: 'hashchange', listener: () => void): void;
};

/**
 * Where a key leads.
 *
 * @param index of the slide that is shown, 0..count - 1
 * @returns undefined for a key that leads nowhere
 */
export function slideAfter(key: string, index: number, count: number): number | undefined {
  const last = count - 1;
  switch (key) {
    case 'ArrowRight':
    case 'ArrowDown':
    case 'PageDown':
    case ' ':
      return Math.min(last, index + 1);
    case 'ArrowLeft':
    case 'ArrowUp':
    case 'PageUp':
      return Math.max(0, index - 1);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return undefined;
  }
}

function startDeck(): void {
  const root = document.documentElement;
  const slides = [...document.querySelectorAll('.slide')];
  const notes = [...document.querySelectorAll('.notes')];
  const others = new BroadcastChannel('holdup-slides');
  let index = 0;

  const isNarrow = (): boolean => window.matchMedia('(max-width: 760px)').matches;

  const show = (next: number): void => {
    index = next;
    const shown = slides[index];
    for (const slide of slides) slide.toggleAttribute('data-shown', slide === shown);
    for (const note of notes) note.toggleAttribute('data-shown', note.id === shown?.dataset['notes']);
  };

  const goTo = (next: number): void => {
    show(next);
    window.history.replaceState(null, '', `#${slides[next]?.id ?? ''}`);
    others.postMessage(next);
  };

  const follow = (): void => {
    const found = slides.findIndex(({ id }) => `#${id}` === window.location.hash);
    root.dataset['mode'] = 'show';
    show(Math.max(0, found));
    others.postMessage(index);
  };

  const overview = (): void => {
    const isOverview = root.dataset['mode'] === 'overview';
    root.dataset['mode'] = isOverview ? 'show' : 'overview';
    if (!isOverview) slides[index]?.scrollIntoView({ block: 'center' });
  };

  const act = (key: string): boolean => {
    const next = slideAfter(key, index, slides.length);
    if (next !== undefined && root.dataset['mode'] === 'show') goTo(next);
    else if (key === 'Escape') overview();
    else if (key === 'p') root.toggleAttribute('data-notes', root.dataset['notes'] === undefined);
    else if (key === 'f') void (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen());
    else if (key === 'd') {
      const wish = window.matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
      root.dataset['theme'] = (root.dataset['theme'] ?? wish) === 'dark' ? 'light' : 'dark';
    } else return false;
    return true;
  };

  document.addEventListener('keydown', (event) => {
    const { key, altKey, ctrlKey, metaKey, target } = event;
    const isForButton = target.tagName === 'BUTTON' && key === ' ';
    if (altKey || ctrlKey || metaKey || isForButton || isNarrow()) return;
    if (act(key.length === 1 ? key.toLowerCase() : key)) event.preventDefault();
  });
  for (const button of document.querySelectorAll('.deck button'))
    button.addEventListener('click', () => void act(button.dataset['key'] ?? ''));
  window.addEventListener('hashchange', follow);
  // A second window of the same slides, with the notes: both show the same one.
  others.addEventListener('message', ({ data }: { readonly data: unknown }) => {
    if (typeof data !== 'number' || slides[data] === undefined) return;
    show(data);
    window.history.replaceState(null, '', `#${slides[data]?.id ?? ''}`);
  });
  follow();
}

if (typeof document !== 'undefined') startDeck();
