/**
 * The browser, declared as far as the page's script uses it, since the rest of the project runs in Node. Types only:
 * nothing of this file is left in the page.
 */
export interface PageElement {
  readonly id: string;
  hidden: boolean;
  open: boolean;
  tabIndex: number;
  className: string;
  textContent: string;
  readonly dataset: Record<string, string | undefined>;
  readonly style: { height: string };
  readonly parentElement: PageElement | null;
  append(...children: readonly (PageElement | string)[]): void;
  before(...siblings: readonly PageElement[]): void;
  closest(selector: string): PageElement | null;
  setAttribute(name: string, value: string): void;
  focus(options?: { readonly preventScroll: boolean }): void;
  getBoundingClientRect(): { readonly top: number; readonly bottom: number };
  scrollIntoView(options: { readonly behavior: 'instant' | 'smooth'; readonly block: 'start' }): void;
  addEventListener(type: 'click', listener: (event: PagePointer) => void): void;
  addEventListener(type: 'keydown', listener: (event: PageKey) => void): void;
  addEventListener(type: 'toggle', listener: () => void): void;
}

export interface PageKey {
  readonly key: string;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  preventDefault(): void;
}

/** Where it happened, in CSS pixels from the element's corner. */
export interface PagePointer {
  readonly offsetX: number;
  readonly offsetY: number;
}

interface MediaQuery {
  readonly matches: boolean;
  addEventListener(type: 'change', listener: () => void): void;
}

interface BrowserDocument {
  readonly documentElement: PageElement;
  getElementById(id: string): PageElement | null;
  createElement(name: string): PageElement;
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
}

interface BrowserWindow {
  readonly innerHeight: number;
  readonly scrollY: number;
  readonly location: { readonly href: string; readonly hash: string };
  readonly history: { replaceState(state: null, unused: '', url: string): void };
  readonly navigator: { readonly clipboard?: { writeText(text: string): Promise<void> } };
  matchMedia(query: string): MediaQuery;
  scrollBy(options: { readonly behavior: 'instant' | 'smooth'; readonly top: number }): void;
  requestAnimationFrame(callback: () => void): void;
  addEventListener(type: 'beforeprint' | 'afterprint' | 'hashchange', listener: () => void): void;
}

export declare const document: BrowserDocument;
export declare const window: BrowserWindow;
